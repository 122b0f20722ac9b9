package ferrettest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Proxy stands between the driver and FerretDB. It lets one message through at a time, over all connections, and waits for the reply:
// FerretDB reads, changes and writes in separate steps, so two updates at once can both win, which no MongoDB does. It also plays the
// bad network: see Disturb.
type Proxy struct {
	upstream string
	addr     string
	turn     sync.Mutex // held from a message to its reply
	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
	disturb  []disturbance
	serving  sync.WaitGroup
}

// How is the way a reply is spoilt.
type How int

// The ways.
const (
	Lose  How = iota // the message never arrives; the connection is cut
	Cut              // the message does its work; the connection is cut before the reply
	Halve            // the message does its work; half of the reply arrives, then the connection is cut
	Delay            // the message does its work; the reply is held back for the given time, while others go on
)

type disturbance struct {
	command string
	how     How
	times   int
	hold    time.Duration
}

// Listen starts a proxy at addr ("127.0.0.1:0" takes a free port) to the server at upstream.
func Listen(addr, upstream string) (*Proxy, error) {
	p := &Proxy{upstream: upstream, addr: addr, conns: map[net.Conn]bool{}}
	if err := p.Open(); err != nil {
		return nil, err
	}
	return p, nil
}

// Addr is the host and port the proxy listens on.
func (p *Proxy) Addr() string { return p.addr }

// Open listens again at the same address after Close.
func (p *Proxy) Open() error {
	listener, err := net.Listen("tcp", p.addr)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listener, p.addr = listener, listener.Addr().String()
	p.serving.Go(func() { p.accept(listener) })
	return nil
}

// Close refuses new connections and cuts all there are: the server is gone, as seen from outside.
func (p *Proxy) Close() {
	p.mu.Lock()
	_ = p.listener.Close()
	for conn := range p.conns {
		_ = conn.Close()
	}
	p.mu.Unlock()
	p.serving.Wait()
}

// Disturb spoils the next replies to a command, such as "find" or "update"; hold matters to Delay only.
func (p *Proxy) Disturb(command string, how How, times int, hold time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disturb = append(p.disturb, disturbance{command, how, times, hold})
}

// Pending is how many disturbances have not happened yet.
func (p *Proxy) Pending() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.disturb {
		n += d.times
	}
	return n
}

// Calm takes back the disturbances that have not happened yet.
func (p *Proxy) Calm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disturb = nil
}

func (p *Proxy) next(command string) (disturbance, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.disturb {
		if d := &p.disturb[i]; d.command == command && d.times > 0 {
			d.times--
			return *d, true
		}
	}
	return disturbance{}, false
}

func (p *Proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.upstream)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns[client] = true
		p.mu.Unlock()
		p.serving.Go(func() {
			_ = p.serve(client, server) // whatever ends a connection, the driver makes a new one
			p.mu.Lock()
			delete(p.conns, client)
			p.mu.Unlock()
			_, _ = client.Close(), server.Close()
		})
	}
}

var errCut = errors.New("cut on purpose")

func (p *Proxy) serve(client, server net.Conn) error {
	for {
		message, err := readMessage(client)
		if err != nil {
			return err
		}
		command := commandOf(message)
		d, disturbed := p.next(command)
		if disturbed && d.how == Lose {
			return errCut
		}
		reply, err := p.exchange(server, message)
		if err != nil {
			return err
		}
		if reply == nil {
			continue
		}
		if disturbed {
			switch d.how {
			case Cut:
				return errCut
			case Halve:
				_, _ = client.Write(reply[:len(reply)/2])
				return errCut
			case Delay:
				time.Sleep(d.hold)
			}
		}
		if _, err := client.Write(reply); err != nil {
			return err
		}
	}
}

// exchange is the turn of one message: nothing else reaches the server until it has replied. A message that asks for no reply gets nil.
func (p *Proxy) exchange(server net.Conn, message []byte) ([]byte, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	if _, err := server.Write(message); err != nil {
		return nil, err
	}
	const moreToCome = 1 << 1
	if _, ok := bodyOf(message); ok && binary.LittleEndian.Uint32(message[headerSize:])&moreToCome != 0 {
		return nil, nil
	}
	reply, err := readMessage(server)
	return mend(reply), err
}

const (
	headerSize = 16
	sectionsAt = headerSize + 4 // behind the flag bits
	maxMessage = 48_000_000
	opMsg      = 2013
)

// readMessage reads one message of the wire protocol, whose first four bytes are its length.
func readMessage(r io.Reader) ([]byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(header[:])
	if size < headerSize || size > maxMessage {
		return nil, fmt.Errorf("a message of %d bytes", size)
	}
	message := make([]byte, size)
	copy(message, header[:])
	_, err := io.ReadFull(r, message[headerSize:])
	return message, err
}

// commandOf is the name of the command in an OP_MSG: the first key of its body section; "" for anything else.
func commandOf(message []byte) string {
	body, ok := bodyOf(message)
	if !ok {
		return ""
	}
	first, err := body.IndexErr(0)
	if err != nil {
		return ""
	}
	return first.Key()
}

// bodyOf finds the body section (kind 0), which drivers and FerretDB send first.
func bodyOf(message []byte) (bson.Raw, bool) {
	if len(message) < sectionsAt+1 || binary.LittleEndian.Uint32(message[12:]) != opMsg || message[sectionsAt] != 0 {
		return nil, false
	}
	raw := message[sectionsAt+1:]
	if len(raw) < 4 || int(binary.LittleEndian.Uint32(raw)) > len(raw) {
		return nil, false
	}
	return bson.Raw(raw[:binary.LittleEndian.Uint32(raw)]), true
}
