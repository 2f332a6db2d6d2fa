// Package lease has a comment.
package lease

import "fmt"
import (
	str "strings"
	_ `embed`
)

type Server[T any] struct{ items []T }

func New[T any](n int) *Server[T] { return &Server[T]{} }

func (s *Server[T]) Start(ctx Context) (err error) {
	defer func() { recover() }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case item, ok := <-s.in:
			if !ok || item == nil {
				break
			}
		default:
		}
	}
}

func (Server[T]) String() string { return fmt.Sprint("x") }

/* block
comment */
func classify(v interface{}) int {
	switch x := v.(type) {
	case int, string:
		return 1
	case nil:
		return 2
	default:
		_ = x
	}
	switch {
	case v == nil && true:
	}
	if a, err := f(); err != nil {
	} else if a > 1 {
		go func() {
			for i := range 10 {
				_ = i
			}
		}()
	} else {
	}
	add, sub := func(a int) int { return a }, func(b int) int { return -b }
	var mul = func() {}
	table := map[string]func(){"key": func() {}}
	return add(1) + sub(2)
}

func external(x int) int
