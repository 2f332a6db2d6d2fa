// Package placement chooses a target for a task and takes a slot on it.
package placement

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"
)

// ErrNoTarget says that nobody can ever run the task.
var ErrNoTarget = errors.New("no target has the required capabilities")

// Health of a target as last reported.
type Health int

const (
	Healthy Health = iota
	Draining
	Offline
)

func (h Health) String() string {
	switch h {
	case Healthy:
		return "healthy"
	case Draining:
		return "draining"
	case Offline:
		return "offline"
	}
	return fmt.Sprintf("health(%d)", int(h))
}

// Target runs tasks in a number of slots.
type Target struct {
	ID           string
	Capabilities map[string]bool
	Slots        int
	Health       Health
	LastSeen     time.Time

	running map[string]time.Time // task id to the end of its lease
}

// Load is the used share of the slots.
func (t *Target) Load() float64 {
	if t.Slots == 0 {
		return 1
	}
	return float64(len(t.running)) / float64(t.Slots)
}

func (t *Target) has(required []string) bool {
	for _, capability := range required {
		if !t.Capabilities[capability] {
			return false
		}
	}
	return true
}

// Task is what must be placed.
type Task struct {
	ID       string
	Rank     int
	Required []string
}

// Strategy orders two suitable targets; true puts a first.
type Strategy func(a, b *Target) bool

// LeastLoaded prefers free targets, then the older name.
func LeastLoaded(a, b *Target) bool {
	if x, y := a.Load(), b.Load(); x != y {
		return x < y
	}
	return a.ID < b.ID
}

// Fill prefers the fullest target that still has room, so that others can be shut down.
var Fill Strategy = func(a, b *Target) bool { return LeastLoaded(b, a) }

type waiter struct {
	task     Task
	sequence int
	granted  chan string
}

// Board knows all targets. It is safe for concurrent use.
type Board struct {
	mu       sync.Mutex
	targets  map[string]*Target
	parked   []*waiter
	sequence int
	strategy Strategy
	lease    time.Duration
	now      func() time.Time
}

// Option changes a board at its creation.
type Option func(*Board)

// WithClock replaces the clock.
func WithClock(now func() time.Time) Option {
	return func(b *Board) { b.now = now }
}

// WithStrategy replaces LeastLoaded.
func WithStrategy(strategy Strategy) Option {
	return func(b *Board) { b.strategy = strategy }
}

// NewBoard makes an empty board.
func NewBoard(lease time.Duration, options ...Option) *Board {
	b := &Board{targets: make(map[string]*Target), strategy: LeastLoaded, lease: lease, now: time.Now}
	for _, option := range options {
		option(b)
	}
	return b
}

// Register adds or replaces a target and grants its slots to whoever waits.
func (b *Board) Register(t Target) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t.running = make(map[string]time.Time)
	if old, ok := b.targets[t.ID]; ok {
		t.running = old.running
	}
	t.LastSeen = b.now()
	b.targets[t.ID] = &t
	b.grant()
}

// Place takes a slot for the task, waiting in rank order until there is one or the context ends.
func (b *Board) Place(ctx context.Context, task Task) (string, error) {
	b.mu.Lock()
	if !b.known(task) {
		b.mu.Unlock()
		return "", fmt.Errorf("place %s: %w", task.ID, ErrNoTarget)
	}
	if target := b.choose(task); target != nil {
		target.running[task.ID] = b.now().Add(b.lease)
		b.mu.Unlock()
		return target.ID, nil
	}
	b.sequence++
	w := &waiter{task: task, sequence: b.sequence, granted: make(chan string, 1)}
	b.parked = append(b.parked, w)
	b.mu.Unlock()

	select {
	case id := <-w.granted:
		return id, nil
	case <-ctx.Done():
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.unpark(w) {
			// Granted at the same moment: the slot goes back.
			delete(b.targets[<-w.granted].running, task.ID)
			b.grant()
		}
		return "", ctx.Err()
	}
}

// Release gives the slot back.
func (b *Board) Release(target, task string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t, ok := b.targets[target]; ok {
		delete(t.running, task)
		b.grant()
	}
}

// Sweep ends leases that ran out and marks silent targets; it returns both counts.
func (b *Board) Sweep(silence time.Duration) (expired, offline int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	for _, t := range b.targets {
		for task, end := range t.running {
			if end.Before(now) {
				delete(t.running, task)
				expired++
			}
		}
		if t.Health != Offline && now.Sub(t.LastSeen) > silence {
			t.Health = Offline
			offline++
		}
	}
	if expired > 0 {
		b.grant()
	}
	return
}

func (b *Board) known(task Task) bool {
	for _, t := range b.targets {
		if t.has(task.Required) {
			return true
		}
	}
	return false
}

func (b *Board) choose(task Task) (best *Target) {
	for _, t := range b.targets {
		if t.Health != Healthy || len(t.running) >= t.Slots || !t.has(task.Required) {
			continue
		}
		if best == nil || b.strategy(t, best) {
			best = t
		}
	}
	return best
}

func (b *Board) grant() {
	sort.SliceStable(b.parked, func(i, j int) bool {
		x, y := b.parked[i], b.parked[j]
		return x.task.Rank > y.task.Rank || x.task.Rank == y.task.Rank && x.sequence < y.sequence
	})
	rest := b.parked[:0]
	for _, w := range b.parked {
		if target := b.choose(w.task); target != nil {
			target.running[w.task.ID] = b.now().Add(b.lease)
			w.granted <- target.ID
		} else {
			rest = append(rest, w)
		}
	}
	b.parked = rest
}

func (b *Board) unpark(w *waiter) bool {
	for i, other := range b.parked {
		if other == w {
			b.parked = append(b.parked[:i], b.parked[i+1:]...)
			return true
		}
	}
	return false
}
