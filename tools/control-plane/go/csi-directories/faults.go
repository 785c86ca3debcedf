package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Kind of a fault.
type Kind string

const (
	// Fail answers with a gRPC code.
	Fail Kind = "fail"
	// Infeasible answers InvalidArgument, by which the sidecars know that trying again is useless.
	Infeasible Kind = "infeasible"
	// Hang answers nothing until it is healed or the caller gives up.
	Hang Kind = "hang"
	// Slow does the work after a delay.
	Slow Kind = "slow"
	// Upload cuts a snapshot at once and has it ready to use after a delay.
	Upload Kind = "upload"
)

// AnyOperation matches every operation but those that only ask who the driver is.
const AnyOperation = "*"

// Order says what shall go wrong.
type Order struct {
	// Operation is the name of a CSI call, as CreateSnapshot, or AnyOperation.
	Operation string `json:"operation"`
	Kind      Kind   `json:"kind"`
	// Code of Fail as gRPC spells it, as UNAVAILABLE; Internal when empty.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Times that it happens; 0 is until healed.
	Times int `json:"times,omitempty"`
	// DelayMs of Slow and Upload.
	DelayMs int64 `json:"delayMs,omitempty"`
	// After does the work first, so that only its answer is lost.
	After bool `json:"after,omitempty"`
	// Volume limits it to calls that name this volume or snapshot.
	Volume string `json:"volume,omitempty"`

	code   codes.Code
	left   int
	healed chan struct{}
}

// Operations that can be given an order.
var operations = []string{
	"ControllerExpandVolume", "ControllerModifyVolume", "CreateSnapshot", "CreateVolume",
	"CreateVolumeGroupSnapshot", "DeleteSnapshot", "DeleteVolume", "DeleteVolumeGroupSnapshot",
	"GetVolumeGroupSnapshot", "ListSnapshots", "ValidateVolumeCapabilities",
}

// check completes an order or says what is wrong with it.
func (o *Order) check() error {
	if o.Operation != AnyOperation && !slices.Contains(operations, o.Operation) {
		return fmt.Errorf("operation must be * or one of %s, not %q", strings.Join(operations, ", "), o.Operation)
	}
	if o.Times < 0 || o.DelayMs < 0 {
		return fmt.Errorf("times and delayMs must not be negative")
	}
	switch o.Kind {
	case Fail:
		o.code = codes.Internal
		if o.Code != "" {
			if err := o.code.UnmarshalJSON([]byte(`"` + o.Code + `"`)); err != nil || o.code == codes.OK {
				return fmt.Errorf("code must be the name of a gRPC error as UNAVAILABLE, not %q", o.Code)
			}
		}
	case Infeasible:
		o.code = codes.InvalidArgument
	case Hang:
	case Slow, Upload:
		if o.DelayMs == 0 {
			return fmt.Errorf("kind %q needs a delayMs", o.Kind)
		}
	default:
		return fmt.Errorf("kind must be fail, infeasible, hang, slow or upload, not %q", o.Kind)
	}
	o.left = o.Times
	o.healed = make(chan struct{})
	return nil
}

// Faults stand between the caller and the driver.
type Faults struct {
	lock   sync.Mutex
	orders []*Order
	calls  map[string]int
}

// NewFaults has no orders.
func NewFaults() *Faults {
	return &Faults{calls: map[string]int{}}
}

// Add takes an order; earlier ones for the same call come first.
func (f *Faults) Add(order Order) error {
	if err := order.check(); err != nil {
		return err
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	f.orders = append(f.orders, &order)
	return nil
}

// Heal drops the orders for an operation, or all when it is empty, and lets go what hangs.
func (f *Faults) Heal(operation string) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.orders = slices.DeleteFunc(f.orders, func(order *Order) bool {
		gone := operation == "" || order.Operation == operation
		if gone {
			close(order.healed)
		}
		return gone
	})
}

// Orders that are in force, each with how often it is still to happen as Times.
func (f *Faults) Orders() []Order {
	f.lock.Lock()
	defer f.lock.Unlock()
	list := []Order{}
	for _, order := range f.orders {
		if order.Times == 0 || order.left > 0 {
			shown := *order
			shown.Times = order.left
			list = append(list, shown)
		}
	}
	return list
}

// Calls counts what was asked, by operation, faulty answers included.
func (f *Faults) Calls() map[string]int {
	f.lock.Lock()
	defer f.lock.Unlock()
	counts := map[string]int{}
	for operation, count := range f.calls {
		counts[operation] = count
	}
	return counts
}

// take counts a call and finds the order for it.
func (f *Faults) take(operation string, request any) *Order {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.calls[operation]++
	for _, order := range f.orders {
		if !order.matches(operation, request) {
			continue
		}
		if order.Times == 0 {
			return order
		}
		if order.left > 0 {
			order.left--
			return order
		}
	}
	return nil
}

func (o *Order) matches(operation string, request any) bool {
	if !slices.Contains(operations, operation) {
		return false
	}
	return (o.Operation == AnyOperation || o.Operation == operation) &&
		(o.Volume == "" || slices.Contains(namesIn(request), o.Volume))
}

// namesIn lists the volumes and snapshots that a request names.
func namesIn(request any) []string {
	var names []string
	if named, ok := request.(interface{ GetName() string }); ok {
		names = append(names, named.GetName())
	}
	if named, ok := request.(interface{ GetVolumeId() string }); ok {
		names = append(names, named.GetVolumeId())
	}
	if named, ok := request.(interface{ GetSourceVolumeId() string }); ok {
		names = append(names, named.GetSourceVolumeId())
	}
	if named, ok := request.(interface{ GetSourceVolumeIds() []string }); ok {
		names = append(names, named.GetSourceVolumeIds()...)
	}
	if named, ok := request.(interface{ GetSnapshotId() string }); ok {
		names = append(names, named.GetSnapshotId())
	}
	return names
}

type uploadKey struct{}

// uploadTime is how long a snapshot that is cut now shall take until it is ready.
func uploadTime(ctx context.Context) time.Duration {
	delay, _ := ctx.Value(uploadKey{}).(time.Duration)
	return delay
}

// Intercept carries out the order for a call, if there is one.
func (f *Faults) Intercept(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	operation := info.FullMethod[strings.LastIndexByte(info.FullMethod, '/')+1:]
	order := f.take(operation, request)
	if order == nil {
		return handle(ctx, request)
	}
	if order.Kind == Upload {
		return handle(context.WithValue(ctx, uploadKey{}, order.delay()), request)
	}
	if order.After {
		// What was done stays done, also when the caller has gone meanwhile.
		answer, err := handle(context.WithoutCancel(ctx), request)
		if err != nil {
			return nil, err
		}
		return answer, order.strike(ctx)
	}
	if err := order.strike(ctx); err != nil {
		return nil, err
	}
	return handle(ctx, request)
}

func (o *Order) delay() time.Duration {
	return time.Duration(o.DelayMs) * time.Millisecond
}

// strike waits or fails as ordered; nil lets the call go on.
func (o *Order) strike(ctx context.Context) error {
	var over <-chan time.Time
	switch o.Kind {
	case Fail, Infeasible:
		message := o.Message
		if message == "" {
			message = "failed on order"
		}
		return status.Error(o.code, message)
	case Slow:
		timer := time.NewTimer(o.delay())
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
	case <-o.healed:
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
	return nil
}
