package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

// rig is a driver behind its socket, as a sidecar meets it.
type rig struct {
	t      *testing.T
	root   string
	store  *Store
	faults *Faults
	volume csi.ControllerClient
	group  csi.GroupControllerClient
	who    csi.IdentityClient
}

func start(t *testing.T) *rig {
	t.Helper()
	return startAt(t, t.TempDir())
}

func startAt(t *testing.T, root string) *rig {
	t.Helper()
	store, err := OpenStore(root)
	must(t, err)
	faults := NewFaults()
	server := NewServer("it.example.org", store, faults)
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	must(t, err)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	connection, err := grpc.NewClient("unix://"+socket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	must(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return &rig{
		t: t, root: root, store: store, faults: faults,
		volume: csi.NewControllerClient(connection),
		group:  csi.NewGroupControllerClient(connection),
		who:    csi.NewIdentityClient(connection),
	}
}

func (r *rig) context() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	r.t.Cleanup(cancel)
	return ctx
}

var filesystem = []*csi.VolumeCapability{{
	AccessType: &csi.VolumeCapability_Mount{Mount: &csi.VolumeCapability_MountVolume{}},
	AccessMode: &csi.VolumeCapability_AccessMode{Mode: csi.VolumeCapability_AccessMode_SINGLE_NODE_WRITER},
}}

func wish(name string, bytes int64) *csi.CreateVolumeRequest {
	return &csi.CreateVolumeRequest{
		Name:               name,
		VolumeCapabilities: filesystem,
		CapacityRange:      &csi.CapacityRange{RequiredBytes: bytes},
	}
}

func fromSnapshot(name, snapshot string) *csi.CreateVolumeRequest {
	request := wish(name, gibibyte)
	request.VolumeContentSource = &csi.VolumeContentSource{Type: &csi.VolumeContentSource_Snapshot{
		Snapshot: &csi.VolumeContentSource_SnapshotSource{SnapshotId: snapshot},
	}}
	return request
}

func (r *rig) make(name string) {
	r.t.Helper()
	_, err := r.volume.CreateVolume(r.context(), wish(name, gibibyte))
	must(r.t, err)
}

func (r *rig) snapshot(name, volume string) *csi.Snapshot {
	r.t.Helper()
	answer, err := r.volume.CreateSnapshot(r.context(), &csi.CreateSnapshotRequest{Name: name, SourceVolumeId: volume})
	must(r.t, err)
	return answer.GetSnapshot()
}

func (r *rig) write(volume, file, text string) {
	r.t.Helper()
	path := filepath.Join(r.root, "volumes", volume, file)
	must(r.t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(r.t, os.WriteFile(path, []byte(text), 0o600))
}

func (r *rig) read(volume, file string) string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.root, "volumes", volume, file))
	must(r.t, err)
	return string(text)
}

func (r *rig) order(order Order) {
	r.t.Helper()
	must(r.t, r.faults.Add(order))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code codes.Code) {
	t.Helper()
	if status.Code(err) != code {
		t.Fatalf("%v was expected, not: %v", code, err)
	}
}

func want[T comparable](t *testing.T, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Fatalf("%v was expected, not %v", wanted, got)
	}
}
