package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
)

func (r *rig) cutGroup(name string, volumes ...string) (*csi.VolumeGroupSnapshot, error) {
	answer, err := r.group.CreateVolumeGroupSnapshot(r.context(), &csi.CreateVolumeGroupSnapshotRequest{
		Name: name, SourceVolumeIds: volumes,
	})
	return answer.GetGroupSnapshot(), err
}

func TestTheSameNameGivesTheSameSnapshot(t *testing.T) {
	r := start(t)
	r.make("a")
	r.make("b")
	first := r.snapshot("s", "a")
	r.write("a", "f", "later")
	want(t, r.snapshot("s", "a").GetCreationTime().AsTime(), first.GetCreationTime().AsTime())
	_, err := r.volume.CreateSnapshot(r.context(), &csi.CreateSnapshotRequest{Name: "s", SourceVolumeId: "b"})
	wantCode(t, err, codes.AlreadyExists)
	_, err = r.volume.CreateSnapshot(r.context(), &csi.CreateSnapshotRequest{Name: "t", SourceVolumeId: "none"})
	wantCode(t, err, codes.NotFound)
}

func TestASnapshotOutlivesItsVolumeAndIsListedById(t *testing.T) {
	r := start(t)
	r.make("a")
	r.write("a", "f", "x")
	r.snapshot("s", "a")
	_, err := r.volume.DeleteVolume(r.context(), &csi.DeleteVolumeRequest{VolumeId: "a"})
	must(t, err)
	list := func(id string) int {
		answer, err := r.volume.ListSnapshots(r.context(), &csi.ListSnapshotsRequest{SnapshotId: id})
		must(t, err)
		return len(answer.GetEntries())
	}
	want(t, list("s"), 1)
	want(t, list("none"), 0)
	_, err = r.volume.DeleteSnapshot(r.context(), &csi.DeleteSnapshotRequest{SnapshotId: "s"})
	must(t, err)
	want(t, list("s"), 0)
	_, err = os.Stat(filepath.Join(r.root, "snapshots", "s"))
	want(t, os.IsNotExist(err), true)
	_, err = r.volume.DeleteSnapshot(r.context(), &csi.DeleteSnapshotRequest{SnapshotId: "s"})
	must(t, err)
}

func TestAGroupIsOneCutOfAllItsMembers(t *testing.T) {
	r := start(t)
	for _, id := range []string{"a", "b", "c"} {
		r.make(id)
		r.write(id, "f", id)
	}
	group, err := r.cutGroup("g", "a", "b", "c")
	must(t, err)
	want(t, len(group.GetSnapshots()), 3)
	want(t, group.GetReadyToUse(), true)
	for _, member := range group.GetSnapshots() {
		want(t, member.GetGroupSnapshotId(), "g")
		want(t, member.GetCreationTime().AsTime(), group.GetCreationTime().AsTime())
		copied, err := os.ReadFile(filepath.Join(r.root, "snapshots", member.GetSnapshotId(), "f"))
		must(t, err)
		want(t, string(copied), member.GetSourceVolumeId())
	}
	again, err := r.cutGroup("g", "c", "b", "a")
	must(t, err)
	want(t, again.GetCreationTime().AsTime(), group.GetCreationTime().AsTime())
	_, err = r.cutGroup("g", "a")
	wantCode(t, err, codes.AlreadyExists)
}

func TestAGroupOfWhichOneCannotBeCutLeavesNothing(t *testing.T) {
	r := start(t)
	r.make("a")
	_, err := r.cutGroup("g", "a", "none")
	wantCode(t, err, codes.NotFound)
	inventory := r.store.Inventory()
	want(t, len(inventory.Snapshots)+len(inventory.Groups), 0)
	left, err := os.ReadDir(filepath.Join(r.root, "snapshots"))
	must(t, err)
	want(t, len(left), 0)
}

func TestAMemberGoesOnlyWithItsGroup(t *testing.T) {
	r := start(t)
	r.make("a")
	group, err := r.cutGroup("g", "a")
	must(t, err)
	member := group.GetSnapshots()[0].GetSnapshotId()
	_, err = r.volume.DeleteSnapshot(r.context(), &csi.DeleteSnapshotRequest{SnapshotId: member})
	wantCode(t, err, codes.InvalidArgument)
	if !strings.Contains(err.Error(), "group") {
		t.Fatalf("the group is not named: %v", err)
	}
	_, err = r.group.DeleteVolumeGroupSnapshot(r.context(), &csi.DeleteVolumeGroupSnapshotRequest{GroupSnapshotId: "g"})
	must(t, err)
	want(t, len(r.store.Inventory().Snapshots), 0)
	_, err = r.group.GetVolumeGroupSnapshot(r.context(), &csi.GetVolumeGroupSnapshotRequest{GroupSnapshotId: "g"})
	wantCode(t, err, codes.NotFound)
}
