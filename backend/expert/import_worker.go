package expert

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

const (
	importWorkers = 2                // at a time in one process
	importLease   = 15 * time.Second // after it another worker takes over: this one died
	importPoll    = time.Second      // for work that other processes left
	importRetry   = 5 * time.Second  // after a failure, such as of the store
)

// RunImports reads and commits imports until ctx ends. Several processes may run it on one store; each import is in the hands of one at
// a time, and one that died in the middle is followed by another that repeats nothing.
func (s *Service) RunImports(ctx context.Context) {
	var workers sync.WaitGroup
	for range importWorkers {
		workers.Go(func() {
			for ctx.Err() == nil {
				worked, err := s.RunImport(ctx)
				if err != nil && ctx.Err() == nil {
					s.log.Warn("import waits", "error", err)
				}
				if worked && err == nil {
					continue
				}
				select {
				case <-ctx.Done():
				case <-s.imports.wake:
				case <-time.After(importPoll):
				}
			}
		})
	}
	workers.Wait()
}

// importRun is one import in the hands of one worker.
type importRun struct {
	s      *Service
	i      *Import // as last read or written
	work   string
	holder string
}

// The reasons for a worker to let go of an import.
var (
	errTaken   = errors.New("another worker has the import")
	errStopped = errors.New("the import was cancelled")
)

// RunImport does the work that is due on one import; worked is false when none is due.
func (s *Service) RunImport(ctx context.Context) (worked bool, err error) {
	now := store.Millis(s.db.Now())
	due, err := s.imports.docs.Find(ctx, store.Query{Limit: 10,
		Where: store.And(store.In("work", workRead, workCommit, workSettle), store.Range("leaseUntil", nil, now+1)),
		Sort:  []store.Order{{Field: "leaseUntil"}}})
	if err != nil {
		return false, err
	}
	for _, i := range due {
		r := &importRun{s: s, i: i, work: i.Work, holder: store.NewID()}
		err := r.claim(ctx)
		if errors.Is(err, errTaken) || errors.Is(err, store.Missing) {
			continue
		}
		if err != nil {
			return false, err
		}
		beating, stop := context.WithCancel(ctx)
		var beat sync.WaitGroup
		beat.Go(func() { r.beat(beating, i.ID) })
		err = r.run(ctx)
		stop()
		beat.Wait()
		return true, err
	}
	return false, nil
}

// beat holds the lease while a step takes longer than it lasts, such as counting the rows of a very large file.
func (r *importRun) beat(ctx context.Context, id string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(importLease / 3):
		}
		_, err := r.s.imports.docs.Amend(ctx, id, func(i *Import) error {
			if i.Holder != r.holder || i.Work == "" {
				return errTaken
			}
			i.LeaseUntil = store.Millis(r.s.db.Now()) + importLease.Milliseconds()
			return nil
		})
		if errors.Is(err, errTaken) {
			return
		}
	}
}

func (r *importRun) claim(ctx context.Context) error {
	i, err := r.s.imports.docs.Amend(ctx, r.i.ID, func(i *Import) error {
		now := store.Millis(r.s.db.Now())
		if i.Work != r.work || i.LeaseUntil > now {
			return errTaken
		}
		i.Holder, i.LeaseUntil = r.holder, now+importLease.Milliseconds()
		i.Since, i.SinceN = now, i.Done
		return nil
	})
	if err == nil {
		r.i = i
	}
	return err
}

// save writes progress and extends the lease; it fails when the import is no longer in this worker's hands.
func (r *importRun) save(ctx context.Context, change func(*Import)) error {
	i, err := r.s.imports.docs.Amend(ctx, r.i.ID, func(i *Import) error {
		if i.State == ImportCancelled && r.work != workSettle {
			return errStopped
		}
		if i.Holder != r.holder {
			return errTaken
		}
		i.LeaseUntil = store.Millis(r.s.db.Now()) + importLease.Milliseconds()
		change(i)
		return nil
	})
	if err == nil {
		r.i = i
	}
	return err
}

// run does the work and decides what an error means: the file's own fault ends the import, anything else is tried again later.
func (r *importRun) run(ctx context.Context) error {
	err := r.guarded(ctx)
	if errors.Is(err, errStopped) && r.work == workCommit {
		r.work = workSettle
		err = r.guarded(ctx)
	}
	switch {
	case err == nil, errors.Is(err, errStopped), errors.Is(err, errTaken):
		return nil
	case ctx.Err() != nil: // the process ends: let the next one begin at once
		return r.release(context.WithoutCancel(ctx), 0)
	}
	if f, ok := fault.As(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) && r.work == workRead {
		return r.save(ctx, func(i *Import) {
			i.Error = &ImportError{Code: f.Code, Message: f.Message}
			i.finish(ImportFailed)
		})
	}
	return errors.Join(err, r.release(ctx, importRetry))
}

// guarded turns a panic into a failed import: a file that causes one would otherwise cause it again at every start.
func (r *importRun) guarded(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.s.log.Error("import panicked", "import", r.i.ID, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = r.save(context.WithoutCancel(ctx), func(i *Import) {
				i.Error = &ImportError{Code: "internal", Message: "处理时发生内部错误,请将问题反馈给系统管理员。"}
				i.finish(ImportFailed)
			})
		}
	}()
	switch r.work {
	case workRead:
		return r.read(ctx)
	case workCommit:
		return r.commit(ctx)
	}
	return r.settle(ctx)
}

func (r *importRun) release(ctx context.Context, wait time.Duration) error {
	err := r.save(ctx, func(i *Import) {
		i.Holder, i.LeaseUntil = "", store.Millis(r.s.db.Now().Add(wait))
	})
	if errors.Is(err, errStopped) || errors.Is(err, errTaken) {
		return nil
	}
	return err
}
