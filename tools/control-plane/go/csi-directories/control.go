package main

import (
	"encoding/json"
	"net/http"
)

const longestOrder = 64 << 10

// NewControl serves the fault orders and what the driver keeps:
//
//	GET /faults, POST /faults, DELETE /faults[?operation=CreateSnapshot]
//	GET /calls      how often each operation was called
//	GET /inventory  volumes, snapshots and groups; their folders lie below root
func NewControl(store *Store, faults *Faults) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"faults": faults.Orders()})
	})
	mux.HandleFunc("POST /faults", func(w http.ResponseWriter, r *http.Request) {
		var order Order
		body := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestOrder))
		body.DisallowUnknownFields()
		err := body.Decode(&order)
		if err == nil {
			err = faults.Add(order)
		}
		if err != nil {
			answer(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
			return
		}
		answer(w, http.StatusCreated, order)
	})
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, r *http.Request) {
		faults.Heal(r.URL.Query().Get("operation"))
		answer(w, http.StatusOK, map[string]any{"faults": faults.Orders()})
	})
	mux.HandleFunc("GET /calls", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"calls": faults.Calls()})
	})
	mux.HandleFunc("GET /inventory", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, store.Inventory())
	})
	return mux
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("content-type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
