package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (r *rig) create(ctx context.Context, name string) error {
	_, err := r.volume.CreateVolume(ctx, wish(name, gibibyte))
	return err
}

func TestItFailsAsOftenAsOrdered(t *testing.T) {
	r := start(t)
	r.order(Order{Operation: "CreateVolume", Kind: Fail, Code: "UNAVAILABLE", Message: "the array is off", Times: 2})
	err := r.create(r.context(), "a")
	wantCode(t, err, codes.Unavailable)
	want(t, status.Convert(err).Message(), "the array is off")
	wantCode(t, r.create(r.context(), "a"), codes.Unavailable)
	must(t, r.create(r.context(), "a"))
	want(t, len(r.faults.Orders()), 0)
	want(t, r.faults.Calls()["CreateVolume"], 3)
}

func TestInfeasibleIsInvalidArgumentUntilHealed(t *testing.T) {
	r := start(t)
	r.order(Order{Operation: AnyOperation, Kind: Infeasible})
	wantCode(t, r.create(r.context(), "a"), codes.InvalidArgument)
	// The sidecars could not even start if the driver did not say who it is.
	_, err := r.who.GetPluginInfo(r.context(), &csi.GetPluginInfoRequest{})
	must(t, err)
	r.faults.Heal("")
	must(t, r.create(r.context(), "a"))
}

func TestWhatHangsGoesOnWhenHealed(t *testing.T) {
	r := start(t)
	r.order(Order{Operation: "CreateVolume", Kind: Hang})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	wantCode(t, r.create(ctx, "a"), codes.DeadlineExceeded)
	want(t, len(r.store.Inventory().Volumes), 0)
	done := make(chan error)
	go func() { done <- r.create(r.context(), "b") }()
	for r.faults.Calls()["CreateVolume"] < 2 {
		time.Sleep(time.Millisecond)
	}
	r.faults.Heal("CreateVolume")
	must(t, <-done)
	want(t, r.store.Inventory().Volumes[0].ID, "b")
}

func TestAnAnswerCanBeLostAfterTheWork(t *testing.T) {
	r := start(t)
	r.order(Order{Operation: "CreateVolume", Kind: Fail, After: true, Times: 1})
	wantCode(t, r.create(r.context(), "a"), codes.Internal)
	want(t, len(r.store.Inventory().Volumes), 1)
	must(t, r.create(r.context(), "a"))
	want(t, len(r.store.Inventory().Volumes), 1)
}

func TestAnOrderMayBeForOneVolume(t *testing.T) {
	r := start(t)
	r.make("a")
	r.make("b")
	r.order(Order{Operation: AnyOperation, Kind: Fail, Volume: "b"})
	r.snapshot("s", "a")
	_, err := r.volume.CreateSnapshot(r.context(), &csi.CreateSnapshotRequest{Name: "t", SourceVolumeId: "b"})
	wantCode(t, err, codes.Internal)
	_, err = r.cutGroup("g", "a", "b")
	wantCode(t, err, codes.Internal)
}

func TestSlowIsDoneLaterAndUploadIsReadyLater(t *testing.T) {
	r := start(t)
	r.order(Order{Operation: "CreateVolume", Kind: Slow, DelayMs: 30})
	before := time.Now()
	r.make("a")
	if waited := time.Since(before); waited < 30*time.Millisecond {
		t.Fatalf("it took only %v", waited)
	}
	now := time.Now()
	r.store.now = func() time.Time { return now }
	r.order(Order{Operation: "CreateSnapshot", Kind: Upload, DelayMs: 60_000})
	cut := r.snapshot("s", "a")
	want(t, cut.GetReadyToUse(), false)
	want(t, cut.GetCreationTime().AsTime().Equal(now), true)
	_, err := r.volume.CreateVolume(r.context(), fromSnapshot("b", "s"))
	wantCode(t, err, codes.Unavailable)
	now = now.Add(time.Minute)
	want(t, r.snapshot("s", "a").GetReadyToUse(), true)
}

func TestOrdersByHTTP(t *testing.T) {
	r := start(t)
	server := httptest.NewServer(NewControl(r.store, r.faults))
	defer server.Close()
	send := func(method, path, body string) (int, string) {
		request, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		must(t, err)
		answer, err := server.Client().Do(request)
		must(t, err)
		defer answer.Body.Close()
		var text json.RawMessage
		must(t, json.NewDecoder(answer.Body).Decode(&text))
		return answer.StatusCode, string(text)
	}
	code, _ := send("POST", "/faults", `{"operation":"CreateVolume","kind":"fail","code":"RESOURCE_EXHAUSTED"}`)
	want(t, code, http.StatusCreated)
	wantCode(t, r.create(r.context(), "a"), codes.ResourceExhausted)
	_, text := send("GET", "/faults", "")
	want(t, strings.Contains(text, "RESOURCE_EXHAUSTED"), true)
	_, text = send("DELETE", "/faults?operation=CreateVolume", "")
	want(t, text, `{"faults":[]}`)
	must(t, r.create(r.context(), "a"))
	_, text = send("GET", "/inventory", "")
	want(t, strings.Contains(text, `"id":"a"`), true)
	_, text = send("GET", "/calls", "")
	want(t, text, `{"calls":{"CreateVolume":2}}`)
	for _, wrong := range []string{
		`{`, `{"operation":"Make","kind":"fail"}`, `{"operation":"*","kind":"explode"}`, `{"operation":"*","kind":"slow"}`,
		`{"operation":"*","kind":"fail","code":"OK"}`, `{"operation":"*","kind":"fail","times":-1}`, `{"operation":"*","kind":"hang","forever":true}`,
	} {
		code, text := send("POST", "/faults", wrong)
		if code != http.StatusBadRequest || !strings.Contains(text, "error") {
			t.Fatalf("%s was answered with %d %s", wrong, code, text)
		}
	}
}
