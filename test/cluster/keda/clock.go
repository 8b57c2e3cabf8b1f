package main

import (
	"time"
	// The zones of Go's own release, whatever the machine has.
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

// nextTimes reads a line as KEDA's cron trigger does (pkg/scalers/cron_scaler.go), which asks for the time after now; a line
// that never comes gives the year 1.
func nextTimes(asked question) ([]int64, error) {
	zone, err := time.LoadLocation(asked.TimeZone)
	if err != nil {
		return nil, err
	}
	schedule, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(asked.Line)
	if err != nil {
		return nil, err
	}
	times := []int64{}
	at := time.Unix(asked.After, 0).In(zone)
	for range asked.Count {
		if at = schedule.Next(at); at.IsZero() {
			break
		}
		times = append(times, at.Unix())
	}
	return times, nil
}
