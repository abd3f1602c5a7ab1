/**
 * Proofs that run side by side, each on a stack of its own. A lab spends half of its time waiting, so one more than a small machine
 * has cores keeps them busy; graders have to judge rightly on a busy machine anyway.
 */
export const PROOF_SLOTS = Number(process.env.ARCHLAB_PROOF_SLOTS ?? 3);
