package main

// window holds the outcomes of the last calls, in a ring: old ones are overwritten, so that one bad hour long ago weighs
// nothing.
type window struct {
	failed   []bool // grows up to its capacity, the size of the window
	next     int
	failures int
}

func newWindow(size int) window {
	return window{failed: make([]bool, 0, size)}
}

func (w *window) calls() int {
	return len(w.failed)
}

// failurePercent is the share of failures among the remembered outcomes; 0 when there are none.
func (w *window) failurePercent() float64 {
	if len(w.failed) == 0 {
		return 0
	}
	return 100 * float64(w.failures) / float64(len(w.failed))
}

func (w *window) add(failed bool) {
	if w.next == len(w.failed) {
		w.failed = append(w.failed, false)
	}
	if w.failed[w.next] {
		w.failures--
	}
	if failed {
		w.failures++
	}
	w.failed[w.next] = failed
	w.next = (w.next + 1) % cap(w.failed)
}

func (w *window) clear() {
	w.failed = w.failed[:0]
	w.next, w.failures = 0, 0
}
