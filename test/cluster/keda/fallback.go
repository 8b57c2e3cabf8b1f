package main

import (
	"context"
	"errors"
	"sync"

	kedav1alpha1 "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	"github.com/kedacore/keda/v2/pkg/fallback"
	"github.com/kedacore/keda/v2/pkg/scalers"
	"github.com/kedacore/keda/v2/pkg/scaling/cache"
	"github.com/kedacore/keda/v2/pkg/scaling/modifiers"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	v2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/scale"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

// afterFailures gives what the HPA is told at the last of so many looks at which the first trigger has no metric.
func afterFailures(so *kedav1alpha1.ScaledObject, looks int, fleet *fleet) ([]metric, error) {
	so.Status.ScaleTargetGVKR = &kedav1alpha1.GroupVersionKindResource{Group: "apps", Version: "v1", Kind: "Deployment", Resource: "deployments"}
	handler := fallback.ScaledObjectHandler{
		Ctx: context.Background(), KubeClient: fleet, ScaleClient: fleet, UpdateLock: &sync.RWMutex{}, ScaledObject: so,
	}
	// As a trigger of target type Value is told to the HPA; with a formula only its own target counts.
	spec := v2.MetricSpec{External: &v2.ExternalMetricSource{
		Metric: v2.MetricIdentifier{Name: "s0-metric"},
		Target: scalers.GetMetricTargetMili(so.Spec.Triggers[0].MetricType, fleet.Threshold),
	}}
	missing := errors.New("empty metric data received")
	for range looks - 1 {
		_, _, _ = fallback.GetMetricsWithFallback(handler, nil, missing, "s0-metric", spec)
	}
	values, active, err := fallback.GetMetricsWithFallback(handler, nil, missing, "s0-metric", spec)
	if err != nil {
		return nil, err
	}
	metrics := []metric{}
	for _, value := range modifiers.HandleScalingModifiers(so, values, nil, active, values, &cache.ScalersCache{}, log.Log) {
		metrics = append(metrics, metric{value.MetricName, value.Value.MilliValue()})
	}
	return metrics, nil
}

// A fleet is all of a cluster that the fallback looks at.
type fleet struct {
	client.Client `json:"-"`
	Replicas      int32
	ReadyPods     int
	Threshold     float64
}

func (f *fleet) Get(_ context.Context, _ client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	object.(*appsv1.Deployment).Spec.Replicas = &f.Replicas
	return nil
}

func (f *fleet) List(_ context.Context, list client.ObjectList, _ ...client.ListOption) error {
	ready := corev1.PodStatus{
		Phase:      corev1.PodRunning,
		Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
	}
	for range f.ReadyPods {
		list.(*corev1.PodList).Items = append(list.(*corev1.PodList).Items, corev1.Pod{Status: ready})
	}
	return nil
}

func (f *fleet) Status() client.SubResourceWriter { return statusWriter{} }

func (f *fleet) Scales(string) scale.ScaleInterface { return scales{} }

type statusWriter struct{ client.SubResourceWriter }

func (statusWriter) Patch(context.Context, client.Object, client.Patch, ...client.SubResourcePatchOption) error {
	return nil
}

type scales struct{ scale.ScaleInterface }

func (scales) Get(context.Context, schema.GroupResource, string, metav1.GetOptions) (*autoscalingv1.Scale, error) {
	return &autoscalingv1.Scale{Status: autoscalingv1.ScaleStatus{Selector: "app=web"}}, nil
}
