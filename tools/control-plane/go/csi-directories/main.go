// Command csi-directories is a CSI driver without a cluster's node half: a
// volume is a directory, a snapshot is a copy of one. It serves the Identity,
// Controller and GroupController services on a unix socket, needs no root, and
// takes orders to fail, hang or be slow over HTTP on a loopback port.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
)

func main() {
	endpoint := flag.String("endpoint", "", "unix socket to serve CSI on, with or without unix://")
	root := flag.String("root", "", "folder of the volumes, snapshots and their records")
	control := flag.String("control", "127.0.0.1:0", "loopback address of the listener for fault orders")
	name := flag.String("name", "directories.csi.penstock.dev", "name of the driver")
	flag.Parse()
	if err := run(*endpoint, *root, *control, *name); err != nil {
		log.Fatal(err)
	}
}

func run(endpoint, root, control, name string) error {
	if endpoint == "" || root == "" {
		return errors.New("both -endpoint and -root must be given")
	}
	store, err := OpenStore(root)
	if err != nil {
		return err
	}
	faults := NewFaults()
	socket := strings.TrimPrefix(endpoint, "unix://")
	// The socket of a run that was killed is still there.
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	orders, err := listenLoopback(control)
	if err != nil {
		return err
	}
	log.Printf("%s serves CSI on %s and fault orders on http://%s", name, socket, orders.Addr())
	return serve(listener, orders, NewServer(name, store, faults), NewControl(store, faults))
}

// serve runs until one of the two ends or the process is asked to end.
func serve(listener, orders net.Listener, server *grpc.Server, control http.Handler) error {
	stopping, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	failed := make(chan error, 2)
	web := &http.Server{Handler: control, ReadHeaderTimeout: 10 * time.Second}
	go func() { failed <- server.Serve(listener) }()
	go func() { failed <- web.Serve(orders) }()
	select {
	case err := <-failed:
		return err
	case <-stopping.Done():
		// Calls that hang on order would hold a graceful stop for ever.
		server.Stop()
		return web.Close()
	}
}

// listenLoopback refuses addresses that other machines could reach.
func listenLoopback(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, errors.New("the listener for fault orders must be on a loopback address, not " + host)
	}
	return net.Listen("tcp", address)
}

// NewServer registers the three services behind the faults.
func NewServer(name string, store *Store, faults *Faults) *grpc.Server {
	server := grpc.NewServer(grpc.UnaryInterceptor(faults.Intercept))
	csi.RegisterIdentityServer(server, &identity{name: name})
	csi.RegisterControllerServer(server, &controller{store: store})
	csi.RegisterGroupControllerServer(server, &groupController{store: store})
	return server
}
