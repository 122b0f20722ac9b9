// Package demo fills an installation with the demonstration: three invented agencies, accounts, the cast of the ten scenes, and a crowd
// of synthetic experts. Everything goes through the services, as if people had typed it, so every store agrees. Applying it again
// changes nothing.
package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talentcircle/backend/app"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/store"
)

// Apply seeds what is missing and returns the accounts. say is told in a line what goes on.
func Apply(ctx context.Context, a *app.App, say func(string)) (*Accounts, error) {
	accounts, err := ensureAccounts(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("demo accounts: %w", err)
	}
	done, err := seeded(ctx, a.DB, a.Config.DemoExperts)
	if err != nil || done {
		return accounts, err
	}
	start := time.Now()
	say(fmt.Sprintf("首次启动:正在写入演示数据(剧情人物与 %d 名虚构专家)……", a.Config.DemoExperts))
	if err := seedCast(ctx, a); err != nil {
		return nil, fmt.Errorf("demo cast: %w", err)
	}
	if err := seedCrowd(ctx, a, say); err != nil {
		return nil, fmt.Errorf("demo experts: %w", err)
	}
	if err := a.Settle(ctx); err != nil {
		return nil, err
	}
	if err := seedCases(ctx, a); err != nil {
		return nil, fmt.Errorf("demo cases: %w", err)
	}
	say(fmt.Sprintf("演示数据已就绪,用时 %.1f 秒。", time.Since(start).Seconds()))
	return accounts, errors.Join(a.Settle(ctx), markSeeded(ctx, a.DB, a.Config.DemoExperts))
}

const marker = "demo-seeded" // a counter that holds 1 + the number of synthetic experts seeded

func seeded(ctx context.Context, db *store.DB, wanted int) (bool, error) {
	c, err := store.On[store.Counter](db, store.CounterSpec.Name).Get(ctx, marker)
	if errors.Is(err, store.Missing) {
		return false, nil
	}
	return err == nil && c.Last > int64(wanted), err
}

func markSeeded(ctx context.Context, db *store.DB, count int) error {
	counters := store.On[store.Counter](db, store.CounterSpec.Name)
	_, err := counters.Amend(ctx, marker, func(c *store.Counter) error { c.Last = max(c.Last, int64(count)+1); return nil })
	if errors.Is(err, store.Missing) {
		return counters.Insert(ctx, &store.Counter{Meta: store.Meta{ID: marker}, Last: int64(count) + 1})
	}
	return err
}

// staff is the demo person of a role in a region, as the services know them.
func staff(region cn.Region, role auth.Role) auth.Principal {
	return auth.Principal{UserID: userID(region, role), Name: staffName(region, role), Role: role, Region: region, AgencyID: agencyID(region)}
}

const seedBatch = 200

func seedCrowd(ctx context.Context, a *app.App, say func(string)) error {
	words, err := loadTrades()
	if err != nil {
		return err
	}
	c := crowd{words: words}
	for from := 0; from < a.Config.DemoExperts; from += seedBatch {
		to := min(from+seedBatch, a.Config.DemoExperts)
		byRegion := map[cn.Region]*batch{}
		for n := from; n < to; n++ {
			region, in := c.person(n)
			if byRegion[region] == nil {
				byRegion[region] = &batch{region: region}
			}
			byRegion[region].add(fmt.Sprintf("crowd-%d", n), in)
		}
		for _, region := range cn.Regions() {
			if byRegion[region] == nil {
				continue
			}
			if err := byRegion[region].admit(ctx, a); err != nil {
				return err
			}
		}
		if to%1000 == 0 {
			say(fmt.Sprintf("  已写入 %d 名", to))
		}
		if err := a.Settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// batch is experts of one region who are registered, submitted and admitted together.
type batch struct {
	region cn.Region
	keys   []string
	inputs []expert.Input
	made   map[string]*expert.Expert
}

func (b *batch) add(key string, in expert.Input) {
	b.keys, b.inputs = append(b.keys, key), append(b.inputs, in)
}

// admit takes them through the counter: a clerk registers and submits, a reviewer admits.
func (b *batch) admit(ctx context.Context, a *app.App) error {
	repeats := make([]expert.Repeat, len(b.keys))
	for i, key := range b.keys {
		repeats[i] = expert.Repeat{ID: "demo-" + key, Hash: "demo"}
	}
	clerk, reviewer := staff(b.region, auth.Clerk), staff(b.region, auth.Reviewer)
	made, faults, err := a.Experts.CreateMany(ctx, clerk, expert.ByClerk, b.inputs, repeats)
	if err != nil {
		return err
	}
	b.made = map[string]*expert.Expert{}
	var ids []string
	for i, fault := range faults {
		if fault != nil {
			return fmt.Errorf("%s: %w", b.keys[i], fault)
		}
		b.made[b.keys[i]] = made[i]
		ids = append(ids, made[i].ID)
	}
	for _, step := range []struct {
		who  auth.Principal
		verb expert.Verb
	}{{clerk, expert.Submit}, {reviewer, expert.Publish}} {
		_, failed, err := a.Experts.ActMany(ctx, step.who, ids, step.verb, expert.Because{})
		if err != nil {
			return err
		}
		for id, why := range failed {
			if !alreadyDone(why) {
				return fmt.Errorf("%s %s: %w", step.verb, id, why)
			}
		}
	}
	return nil
}
