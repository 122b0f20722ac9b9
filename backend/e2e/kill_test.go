package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/e2e"
	"talentcircle/backend/expert"
	"talentcircle/backend/store"
)

const (
	crashRounds = 5
	editors     = 4
	editsEach   = 150 // in a round, below what a history lists
	rowsEach    = 150 // of an import; more than one batch
)

// process is the portal's binary, running.
type process struct {
	*e2e.Portal
	cmd    *exec.Cmd
	stderr *bytes.Buffer
}

var listening = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

func buildPortal(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "portal")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "talentcircle/cmd/portal")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return binary
}

func launch(t *testing.T, binary, data string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary, "serve", "--demo", "--demo-experts", "0", "--listen", "127.0.0.1:0", "--data", data), stderr: &bytes.Buffer{}}
	p.cmd.Env = []string{"TALENTCIRCLE_DEMO_PASSWORD=" + e2e.Password, "TALENTCIRCLE_LOG_LEVEL=warn"}
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address := listening.FindString(lines.Text()); address != "" {
			p.Portal = e2e.At(t, address)
			go func() {
				for lines.Scan() { // the rest is read so that the process never waits for it
				}
			}()
			return p
		}
	}
	_ = p.cmd.Wait()
	t.Fatalf("the portal did not start: %s", p.stderr)
	return nil
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// edited is one record that one editor changes: what was acknowledged, and what was sent after that and never answered.
type edited struct {
	path    string
	version int
	bio     string
	sent    string
}

// round is what was done between a start and a kill.
type round struct {
	n        int
	records  []*edited
	made     map[string]string // id by Idempotency-Key, acknowledged
	unsure   string            // the key of a call that was never answered
	imported string            // path of an import, once the upload was acknowledged
}

// A portal killed at any moment during edits, registrations and imports keeps each acknowledged change once, and goes on where it was.
func TestKilledAtAnyMomentNothingIsLostOrDoubled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary and kills it several times; run without -short")
	}
	rounds := crashRounds
	if n, err := strconv.Atoi(os.Getenv("TALENTCIRCLE_CRASH_ROUNDS")); err == nil && n > 0 {
		rounds = n
	}
	binary, data := buildPortal(t), t.TempDir()
	p := launch(t, binary, data)
	token := p.Token("he.clerk")
	var done []*round
	for n := range rounds {
		r := &round{n: n, made: map[string]string{}}
		for i := range editors {
			made := p.As("he.clerk").Post(experts, map[string]any{"name": fmt.Sprintf("改示%c", '一'+rune(n*editors+i)), "bio": "初稿"}).Is(http.StatusCreated)
			r.records = append(r.records, &edited{path: experts + "/" + made.Map()["id"].(string), version: 1, bio: "初稿"})
		}
		r.disturb(p, token)
		p = launch(t, binary, data)
		p.As("").Get("/api/v1/auth/me", "Authorization", "Bearer "+token).Is(http.StatusOK) // who was signed in still is
		r.check(t, p)
		done = append(done, r)
	}
	finishImports(t, p, done)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, p.cmd.Wait(), p.stderr.String())
	require.NotContains(t, p.stderr.String(), "level=ERROR")
	storeAndIndexAgree(t, data, done)
}

// disturb works on the portal from several sides and kills it in the middle.
func (r *round) disturb(p *process, token string) {
	var all sync.WaitGroup
	for _, e := range r.records {
		all.Go(func() { e.edit(p.URL, token, r.n) })
	}
	all.Go(func() { r.register(p.URL, token) })
	all.Go(func() { r.importRows(p.URL, token) })
	time.Sleep(time.Duration(60+rand.IntN(900)) * time.Millisecond) //nolint:gosec // the moment is meant to differ from run to run
	p.kill()
	all.Wait()
}

func (e *edited) edit(address, token string, n int) {
	for i := range editsEach {
		e.sent = fmt.Sprintf("第%d轮第%d稿", n, i)
		reply, err := ask(address, token, http.MethodPatch, e.path, map[string]any{"bio": e.sent}, "If-Match", fmt.Sprintf(`"%d"`, e.version))
		if err != nil || reply.status != http.StatusOK {
			return
		}
		e.version, e.bio = int(reply.body["version"].(float64)), e.sent
		time.Sleep(3 * time.Millisecond)
	}
}

func (r *round) register(address, token string) {
	for i := range editsEach {
		r.unsure = fmt.Sprintf("r%d-%d", r.n, i)
		reply, err := ask(address, token, http.MethodPost, experts, registered(r.unsure), "Idempotency-Key", r.unsure)
		if err != nil || reply.status != http.StatusCreated {
			return
		}
		r.made[r.unsure] = reply.body["id"].(string)
		time.Sleep(3 * time.Millisecond)
	}
}

func registered(key string) map[string]any { return map[string]any{"name": "登示" + key} }

func (r *round) importRows(address, token string) {
	text := "姓名,证件号码,工作单位,职称系列,职称名称,取得时间\n"
	for i := range rowsEach {
		text += fmt.Sprintf("导示%d-%d,%s,河北示例单位(虚构),工程技术人员,高级工程师,2016-12\n", r.n, i, resident(fmt.Sprintf("1972%02d%02d", 1+r.n/28%12, 1+r.n%28), i))
	}
	body := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + text + "\r\n--x--\r\n"
	reply, err := ask(address, token, http.MethodPost, imports, body, "Content-Type", "multipart/form-data; boundary=x")
	if err != nil || reply.status != http.StatusAccepted {
		return
	}
	path := imports + "/" + reply.body["id"].(string)
	r.imported = path
	for err == nil {
		if reply, err = ask(address, token, http.MethodPost, path+"/commit", ""); err == nil && reply.status == http.StatusOK {
			return
		}
		time.Sleep(10 * time.Millisecond) // still in its dry run
	}
}

// check looks after the restart for what was acknowledged before the kill.
func (r *round) check(t *testing.T, p *process) {
	clerk := p.As("he.clerk")
	for _, e := range r.records {
		now := clerk.Get(e.path).Is(http.StatusOK).Map()
		version := int(now["version"].(float64))
		switch version {
		case e.version:
			require.Equal(t, e.bio, now["bio"], "round %d: an acknowledged edit", r.n)
		case e.version + 1:
			require.Equal(t, e.sent, now["bio"], "round %d: the edit that was on its way", r.n)
		default:
			t.Fatalf("round %d: acknowledged version %d, stored %d", r.n, e.version, version)
		}
		e.version = version
	}
	for key, id := range r.made {
		again := clerk.Post(experts, registered(key), "Idempotency-Key", key).Is(http.StatusCreated)
		require.Equal(t, id, again.Map()["id"], "round %d: an acknowledged registration", r.n)
	}
	r.made[r.unsure] = clerk.Post(experts, registered(r.unsure), "Idempotency-Key", r.unsure).Is(http.StatusCreated).Map()["id"].(string)
}

// finishImports waits for the imports that a kill interrupted: a dead worker's lease must run out first.
func finishImports(t *testing.T, p *process, done []*round) {
	clerk := p.As("he.clerk")
	started := 0
	for _, r := range done {
		if r.imported == "" {
			continue
		}
		started++
		require.Eventually(t, func() bool {
			switch clerk.Get(r.imported).Is(http.StatusOK).Map()["state"] {
			case "committed":
				return true
			case "checked": // killed before the commit was acknowledged
				clerk.Post(r.imported+"/commit", nil).Is(http.StatusOK)
			}
			return false
		}, 90*time.Second, 50*time.Millisecond, "an import goes on after the restart")
		require.Len(t, rowsOf(t, clerk, r.imported, "committed"), rowsEach)
	}
	t.Logf("%d imports were interrupted or finished in %d rounds", started, len(done))
}

// posted is any record, looked at for the messages that it still has to send.
type posted struct{ store.Meta }

// delivered waits until the messages that a dead process had in hand are delivered by its successor, which takes them over after half a
// minute.
func delivered(t *testing.T, p *e2e.Portal) {
	t.Helper()
	waiting := store.On[posted](p.App.DB, expert.Collection)
	require.Eventually(t, func() bool {
		n, err := waiting.Count(t.Context(), store.Range("dueAt", 1, nil))
		return err == nil && n == 0
	}, 90*time.Second, 50*time.Millisecond, "every message is delivered")
}

// storeAndIndexAgree walks the store and compares it with what was acknowledged and with the index.
func storeAndIndexAgree(t *testing.T, data string, done []*round) {
	p := e2e.StartIn(t, data, 0)
	delivered(t, p)
	who := auth.Principal{UserID: "demo-he.clerk", Role: auth.Clerk, Region: "HE", AgencyID: "demo-agency-he"}
	numbers, names, states, ids := map[string]int{}, map[string]int{}, map[string]int{}, []string{}
	require.NoError(t, p.App.Experts.Stream(t.Context(), "", func(e *expert.Expert) error {
		numbers[e.No]++
		names[e.Facts.Name]++
		if e.Region == "HE" {
			states[string(e.Status)]++
			ids = append(ids, e.ID)
		}
		return nil
	}))
	for no, count := range numbers {
		require.Equal(t, 1, count, no)
	}
	edits := map[string]int{}
	for _, r := range done {
		for _, e := range r.records {
			edits[last(e.path)] = e.version - 1
		}
		for key := range r.made {
			require.Equal(t, 1, names["登示"+key], key)
		}
		for i := range rowsEach {
			if r.imported != "" {
				require.Equal(t, 1, names[fmt.Sprintf("导示%d-%d", r.n, i)], "round %d row %d", r.n, i)
			}
		}
	}
	p.Soon(func() bool {
		for state, count := range states {
			_, res, err := p.App.Experts.Find(t.Context(), who, expert.Question{Filters: map[string][]string{"status": {state}}, Page: 1, PageSize: 1})
			if err != nil || res.Total != count {
				return false
			}
		}
		return true
	}, "the index counts each state as the store does")
	for _, id := range ids {
		e, _, err := p.App.Experts.Get(t.Context(), who, id)
		require.NoError(t, err)
		found, res, err := p.App.Experts.Find(t.Context(), who, expert.Question{Text: e.No, Page: 1, PageSize: 5})
		require.NoError(t, err)
		require.Equal(t, 1, res.Total, e.No)
		require.Equal(t, id, found[0].Expert.ID)
		history, err := p.App.Audit.History(t.Context(), "HE", "experts/"+id, 200)
		require.NoError(t, err)
		times, seen := map[string]int{}, map[string]bool{}
		for _, entry := range history {
			require.False(t, seen[entry.ID], "an audit entry twice")
			seen[entry.ID] = true
			times[entry.Action]++
		}
		require.Equal(t, 1, times["expert.create"], e.No)
		if edits, ours := edits[id]; ours {
			require.Equal(t, edits, times["expert.edit"], "%s: each edit is in the audit log once", e.No)
		}
	}
}

// reply is an answer that came.
type reply struct {
	status int
	body   map[string]any
}

// ask calls a portal that may die at any moment. A body that is a string goes as it is.
func ask(address, token, method, path string, body any, headers ...string) (*reply, error) {
	content, isText := body.(string)
	if !isText {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = string(encoded)
	}
	req, err := http.NewRequest(method, address+path, strings.NewReader(content)) //nolint:noctx // ends with the process it calls
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if !isText {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	r := &reply{status: res.StatusCode}
	return r, json.NewDecoder(res.Body).Decode(&r.body)
}
