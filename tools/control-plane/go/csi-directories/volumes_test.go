package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
)

func TestTheSameNameGivesTheSameVolume(t *testing.T) {
	r := start(t)
	r.make("a")
	r.write("a", "f", "kept")
	r.make("a")
	want(t, r.read("a", "f"), "kept")
	_, err := r.volume.CreateVolume(r.context(), wish("a", 2*gibibyte))
	wantCode(t, err, codes.AlreadyExists)
	want(t, len(r.store.Inventory().Volumes), 1)
}

func TestARestoredVolumeHasTheBytesOfTheCut(t *testing.T) {
	r := start(t)
	r.make("a")
	r.write("a", "deep/er/f", "before")
	must(t, os.Symlink("deep", filepath.Join(r.root, "volumes", "a", "link")))
	cut := r.snapshot("s", "a")
	r.write("a", "deep/er/f", "after")
	r.write("a", "new", "after")
	_, err := r.volume.CreateVolume(r.context(), fromSnapshot("b", cut.GetSnapshotId()))
	must(t, err)
	want(t, r.read("b", "deep/er/f"), "before")
	want(t, r.read("b", "link/er/f"), "before")
	if _, err := os.Stat(filepath.Join(r.root, "volumes", "b", "new")); !os.IsNotExist(err) {
		t.Fatalf("what came after the cut is in the restored volume: %v", err)
	}
}

func TestACloneHasTheBytesOfItsSourceAndALifeOfItsOwn(t *testing.T) {
	r := start(t)
	r.make("a")
	r.write("a", "f", "one")
	request := wish("b", gibibyte)
	request.VolumeContentSource = &csi.VolumeContentSource{Type: &csi.VolumeContentSource_Volume{
		Volume: &csi.VolumeContentSource_VolumeSource{VolumeId: "a"},
	}}
	_, err := r.volume.CreateVolume(r.context(), request)
	must(t, err)
	r.write("b", "f", "two")
	want(t, r.read("a", "f"), "one")
	_, err = r.volume.DeleteVolume(r.context(), &csi.DeleteVolumeRequest{VolumeId: "a"})
	must(t, err)
	want(t, r.read("b", "f"), "two")
}

func TestSourcesThatDoNotFitAreRefused(t *testing.T) {
	r := start(t)
	_, err := r.volume.CreateVolume(r.context(), fromSnapshot("b", "none"))
	wantCode(t, err, codes.NotFound)
	_, err = r.volume.CreateVolume(r.context(), wish("a", 2*gibibyte))
	must(t, err)
	cut := r.snapshot("s", "a")
	_, err = r.volume.CreateVolume(r.context(), fromSnapshot("b", cut.GetSnapshotId()))
	wantCode(t, err, codes.OutOfRange)
	want(t, len(r.store.Inventory().Volumes), 1)
}

func TestAVolumeGrowsAndNeverShrinks(t *testing.T) {
	r := start(t)
	r.make("a")
	grow := func(bytes int64) *csi.ControllerExpandVolumeResponse {
		answer, err := r.volume.ControllerExpandVolume(r.context(), &csi.ControllerExpandVolumeRequest{
			VolumeId: "a", CapacityRange: &csi.CapacityRange{RequiredBytes: bytes},
		})
		must(t, err)
		return answer
	}
	want(t, grow(3*gibibyte).GetCapacityBytes(), 3*gibibyte)
	want(t, grow(2*gibibyte).GetCapacityBytes(), 3*gibibyte)
	want(t, grow(3*gibibyte).GetNodeExpansionRequired(), false)
	_, err := r.volume.ControllerExpandVolume(r.context(), &csi.ControllerExpandVolumeRequest{
		VolumeId: "a", CapacityRange: &csi.CapacityRange{RequiredBytes: largestVolume + 1},
	})
	wantCode(t, err, codes.OutOfRange)
}

func TestAClassMayLeaveTheEndOfAGrowthToTheNode(t *testing.T) {
	r := start(t)
	request := wish("a", gibibyte)
	request.Parameters = map[string]string{"nodeExpansion": "offline"}
	_, err := r.volume.CreateVolume(r.context(), request)
	must(t, err)
	answer, err := r.volume.ControllerExpandVolume(r.context(), &csi.ControllerExpandVolumeRequest{
		VolumeId: "a", CapacityRange: &csi.CapacityRange{RequiredBytes: 2 * gibibyte},
	})
	must(t, err)
	want(t, answer.GetNodeExpansionRequired(), true)
	for _, wrong := range []map[string]string{{"nodeExpansoin": "online"}, {"nodeExpansion": "sometimes"}} {
		request = wish("b", gibibyte)
		request.Parameters = wrong
		_, err = r.volume.CreateVolume(r.context(), request)
		wantCode(t, err, codes.InvalidArgument)
	}
}

func TestAttributesChangeAndUnknownOnesAreInfeasible(t *testing.T) {
	r := start(t)
	r.make("a")
	modify := func(attributes map[string]string) error {
		_, err := r.volume.ControllerModifyVolume(r.context(), &csi.ControllerModifyVolumeRequest{
			VolumeId: "a", MutableParameters: attributes,
		})
		return err
	}
	must(t, modify(map[string]string{"iops": "300"}))
	must(t, modify(map[string]string{"throughput": "5"}))
	attributes := r.store.Inventory().Volumes[0].Attributes
	want(t, attributes["iops"]+" "+attributes["throughput"], "300 5")
	wantCode(t, modify(map[string]string{"iops": "many"}), codes.InvalidArgument)
	wantCode(t, modify(map[string]string{"colour": "1"}), codes.InvalidArgument)
}

func TestAnIDNeverLeavesTheFolder(t *testing.T) {
	r := start(t)
	for _, id := range []string{"", "..", "../x", "a/b", ".new-a"} {
		_, err := r.volume.CreateVolume(r.context(), wish(id, gibibyte))
		wantCode(t, err, codes.InvalidArgument)
		_, err = r.volume.DeleteVolume(r.context(), &csi.DeleteVolumeRequest{VolumeId: id})
		wantCode(t, err, codes.InvalidArgument)
	}
}

func TestAKilledDriverKnowsItsVolumesAgain(t *testing.T) {
	root := t.TempDir()
	first := startAt(t, root)
	first.make("a")
	first.write("a", "f", "kept")
	first.snapshot("s", "a")
	must(t, os.Mkdir(filepath.Join(root, "volumes", "half"), 0o700))
	second := startAt(t, root)
	inventory := second.store.Inventory()
	want(t, len(inventory.Volumes), 1)
	want(t, len(inventory.Snapshots), 1)
	want(t, second.read("a", "f"), "kept")
	// The leftover of a copy that was broken off is no volume and stands in nobody's way.
	second.make("half")
}
