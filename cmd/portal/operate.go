package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"talentcircle/backend/account"
	"talentcircle/backend/app"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/config"
	"talentcircle/seed/demo"
)

// seedData fills the store without serving. The catalogue is in the binary, so without --demo there is nothing to write but the
// collections themselves.
func seedData(ctx context.Context, env environment, args []string) error {
	cfg, err := settings(env, "seed", args, nil)
	if err != nil {
		return err
	}
	a, err := open(ctx, env, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	if !cfg.Demo {
		fmt.Fprintln(env.stdout, "目录随程序提供,数据库结构已就绪。")
		return nil
	}
	accounts, err := demo.Apply(ctx, a, func(line string) { fmt.Fprintln(env.stdout, line) })
	if err != nil {
		return err
	}
	fmt.Fprint(env.stdout, accounts.Print())
	return nil
}

func user(ctx context.Context, env environment, args []string) error {
	if len(args) == 0 || args[0] != "create" {
		return fmt.Errorf("%w: user create", errUsage)
	}
	var in account.NewUser
	var role, region, agency, employer string
	cfg, err := settings(env, "user create", args[1:], func(f *flag.FlagSet) {
		f.StringVar(&in.Username, "username", "", "user name")
		f.StringVar(&in.Name, "name", "", "the person's name")
		f.StringVar(&role, "role", "", "talent, employer, clerk, reviewer, coordinator, supervisor, system, security or auditor")
		f.StringVar(&agency, "agency", "", "name of the agency the person works for; made when it is not there")
		f.StringVar(&employer, "employer", "", "name of the employer the person belongs to; made when it is not there")
		f.StringVar(&region, "region", "", "BJ, TJ or HE: of the agency or employer")
		f.StringVar(&in.StaffNo, "staff-no", "", "staff number; needed for the three administrators")
	})
	if err != nil {
		return err
	}
	in.Role = auth.Role(role)
	if in.Username == "" || role == "" {
		return fmt.Errorf("%w: --username and --role are needed", errUsage)
	}
	if in.Name == "" {
		in.Name = in.Username
	}
	fmt.Fprint(env.stderr, "密码:")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return errors.New("no password on standard input")
	}
	in.Password = strings.TrimRight(line, "\r\n")
	a, err := open(ctx, env, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	me := auth.Internal("user create")
	if agency != "" {
		made, err := a.Accounts.EnsureAgency(ctx, me, account.Agency{Region: cn.Region(region), Name: agency})
		if err != nil {
			return err
		}
		in.AgencyID = made.ID
	}
	if employer != "" {
		made, err := a.Accounts.EnsureEmployer(ctx, me, account.Employer{Region: cn.Region(region), Name: employer})
		if err != nil {
			return err
		}
		in.EmployerID = made.ID
	}
	u, err := a.Accounts.Create(ctx, me, in)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "已建立账号 %s(%s)\n", u.Username, u.Role)
	return nil
}

// openapi builds the portal over a throw-away store, because the document is made from the mounted routes.
func openapi(ctx context.Context, env environment, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	dir, err := os.MkdirTemp("", "portal-openapi-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cfg := config.Default()
	cfg.Data, cfg.Demo = dir, true
	a, err := app.New(ctx, cfg, app.Options{Version: version})
	if err != nil {
		return err
	}
	defer a.Close()
	_, err = env.stdout.Write(append(a.Server.OpenAPI(), '\n'))
	return err
}

func doctor(ctx context.Context, env environment, args []string) error {
	cfg, err := settings(env, "doctor", args, nil)
	if err != nil {
		return err
	}
	a, err := open(ctx, env, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	bad := 0
	for _, c := range a.Ready(ctx) {
		state := "正常"
		if !c.OK {
			state, bad = "不可用", bad+1
		}
		fmt.Fprintf(env.stdout, "%s\t%s\t%s\n", c.Name, c.Engine, state)
	}
	if bad > 0 {
		return fmt.Errorf("%d 个组件不可用", bad)
	}
	return nil
}
