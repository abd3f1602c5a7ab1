const BUCKETS = 10;
const BUCKET_MS = 1000;

interface Bucket {
  second: number;
  calls: number;
  failures: number;
}

/** The outcomes of the last ten seconds. */
export class Window {
  #buckets: Bucket[] = [];

  // The number of calls is not what bounds it.
  constructor(_size: number) {}

  get calls(): number {
    return this.#sum(({ calls }) => calls);
  }

  get failurePercent(): number {
    const calls = this.calls;
    return calls === 0 ? 0 : (100 * this.#sum(({ failures }) => failures)) / calls;
  }

  add(failed: boolean): void {
    const second = now();
    let bucket = this.#buckets.at(-1);
    if (bucket?.second !== second) {
      bucket = { second, calls: 0, failures: 0 };
      this.#buckets = [...this.#buckets, bucket].slice(-BUCKETS);
    }
    bucket.calls += 1;
    if (failed) bucket.failures += 1;
  }

  clear(): void {
    this.#buckets = [];
  }

  #sum(of: (bucket: Bucket) => number): number {
    const oldest = now() - BUCKETS;
    return this.#buckets.filter(({ second }) => second > oldest).reduce((sum, bucket) => sum + of(bucket), 0);
  }
}

function now(): number {
  return Math.floor(performance.now() / BUCKET_MS);
}
