// Answers questions by KEDA's own code: how it reads a ScaledObject's triggers, what they, the formula over them and the fallback
// give, and when a cron line comes next. One question a line on stdin, as JSON; one answer a line on stdout. KEDA's scalers of other
// sources are left out of the build (scripts/keda-programs.mjs), as each would bring its vendor's SDK.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/go-logr/logr"
	kedav1alpha1 "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	"github.com/kedacore/keda/v2/pkg/scalers"
	"github.com/kedacore/keda/v2/pkg/scalers/authentication"
	"github.com/kedacore/keda/v2/pkg/scalers/scalersconfig"
	"github.com/kedacore/keda/v2/pkg/scaling/cache"
	"github.com/kedacore/keda/v2/pkg/scaling/modifiers"
	v2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/metrics/pkg/apis/external_metrics"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

type question struct {
	Ask          string
	ScaledObject json.RawMessage
	// Of "formula": what each trigger gives, by its name; one that is left out gives nothing.
	Values map[string]float64
	// Of "metrics", where pods are to be counted.
	Kubeconfig string
	// Of "cron": the line, the name of the zone, and how many times after which moment, in seconds since 1970.
	Line, TimeZone string
	After          int64
	Count          int
	// Of "fallback": how many looks find no metric, and the fleet meanwhile.
	Looks int
	Fleet fleet
	// Of "authentication": what a trigger says, and what its TriggerAuthentication brings.
	Metadata, AuthParams map[string]string
}

// A metric that a trigger or the formula gives, in thousandths.
type metric struct {
	Name  string `json:"name"`
	Milli int64  `json:"milli"`
}

// A trigger's settings as far as its authentication, in the words of pkg/scalers/prometheus_scaler.go.
type authenticated struct {
	TriggerIndex int
	Auth         *authentication.Config `keda:"optional"`
}

func main() {
	log.SetLogger(logr.Discard())
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		answer, err := answerTo(lines.Bytes())
		reply := map[string]any{"answer": answer}
		if err != nil {
			reply = map[string]any{"error": err.Error()}
		}
		if err := out.Encode(reply); err != nil {
			panic(err)
		}
	}
}

func answerTo(line []byte) (any, error) {
	var asked question
	if err := strict(line, &asked); err != nil {
		return nil, err
	}
	switch asked.Ask {
	case "cron":
		return nextTimes(asked)
	case "authentication":
		config := &scalersconfig.ScalerConfig{TriggerMetadata: asked.Metadata, AuthParams: asked.AuthParams}
		return nil, config.TypedConfig(&authenticated{})
	}
	so := &kedav1alpha1.ScaledObject{}
	if err := strict(asked.ScaledObject, so); err != nil {
		return nil, err
	}
	switch asked.Ask {
	case "triggers":
		return specsOf(so, nil)
	case "formula":
		values := make([]external_metrics.ExternalMetricValue, 0, len(asked.Values))
		triggers := map[string]string{}
		for name, value := range asked.Values {
			triggers[name] = name
			values = append(values, scalers.GenerateMetricInMili(name, value))
		}
		return formulaOver(so, values, triggers)
	case "fallback":
		return afterFailures(so, asked.Looks, &asked.Fleet)
	case "metrics":
		return metricsOf(so, asked.Kubeconfig)
	}
	return nil, fmt.Errorf("nobody can answer %q", asked.Ask)
}

func strict(from []byte, to any) error {
	decoder := json.NewDecoder(bytes.NewReader(from))
	decoder.DisallowUnknownFields()
	return decoder.Decode(to)
}

// scalerOf makes a trigger's scaler as scale_handler does (pkg/scaling/scalers_builder.go), with a pod identity for every
// TriggerAuthentication.
func scalerOf(so *kedav1alpha1.ScaledObject, i int, pods client.Client) (scalers.Scaler, error) {
	trigger := so.Spec.Triggers[i]
	config := &scalersconfig.ScalerConfig{
		ScalableObjectName:      so.Name,
		ScalableObjectNamespace: so.Namespace,
		ScalableObjectType:      "ScaledObject",
		TriggerName:             trigger.Name,
		TriggerMetadata:         trigger.Metadata,
		TriggerType:             trigger.Type,
		AuthParams:              map[string]string{},
		ResolvedEnv:             map[string]string{},
		GlobalHTTPTimeout:       3 * time.Second,
		TriggerIndex:            i,
		MetricType:              trigger.MetricType,
		AsMetricSource:          so.IsUsingModifiers(),
		ScaledObject:            so,
		TriggerUniqueKey:        fmt.Sprintf("ScaledObject-%s-%s-%d", so.Namespace, so.Name, i),
	}
	if trigger.AuthenticationRef != nil {
		config.PodIdentity = kedav1alpha1.AuthPodIdentity{Provider: kedav1alpha1.PodIdentityProviderAws}
	}
	switch trigger.Type {
	case "aws-cloudwatch":
		return scalers.NewAwsCloudwatchScaler(context.Background(), config)
	case "cron":
		return scalers.NewCronScaler(config)
	case "kubernetes-workload":
		return scalers.NewKubernetesWorkloadScaler(pods, config)
	case "cpu":
		return scalers.NewCPUMemoryScaler(corev1.ResourceCPU, config)
	}
	return nil, fmt.Errorf("the scaler %q is not in this program", trigger.Type)
}

// specsOf answers with the metrics that the HPA is told to ask for, trigger by trigger.
func specsOf(so *kedav1alpha1.ScaledObject, pods client.Client) ([]v2.MetricSpec, error) {
	specs := []v2.MetricSpec{}
	for i, trigger := range so.Spec.Triggers {
		scaler, err := scalerOf(so, i, pods)
		if err != nil {
			return nil, fmt.Errorf("trigger %d, %s: %w", i, trigger.Type, err)
		}
		specs = append(specs, scaler.GetMetricSpecForScaling(context.Background())...)
	}
	return specs, nil
}

// metricsOf asks every trigger that is not the cluster's own for its metric, then the formula.
func metricsOf(so *kedav1alpha1.ScaledObject, kubeconfig string) ([]metric, error) {
	var pods client.Client
	if kubeconfig != "" {
		config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
		if err != nil {
			return nil, err
		}
		if pods, err = client.New(config, client.Options{}); err != nil {
			return nil, err
		}
	}
	values := []external_metrics.ExternalMetricValue{}
	triggers := map[string]string{}
	for i, trigger := range so.Spec.Triggers {
		scaler, err := scalerOf(so, i, pods)
		if err != nil {
			return nil, fmt.Errorf("trigger %d, %s: %w", i, trigger.Type, err)
		}
		for _, spec := range scaler.GetMetricSpecForScaling(context.Background()) {
			if spec.External == nil {
				continue
			}
			name := spec.External.Metric.Name
			found, _, err := scaler.GetMetricsAndActivity(context.Background(), name)
			if err != nil {
				return nil, fmt.Errorf("trigger %d, %s: %w", i, trigger.Type, err)
			}
			values = append(values, found...)
			pair, err := modifiers.GetPairTriggerAndMetric(so, name, trigger.Name)
			if err != nil {
				return nil, err
			}
			for metric, trigger := range pair {
				triggers[metric] = trigger
			}
		}
	}
	return formulaOver(so, values, triggers)
}

// formulaOver gives the formula's value in place of the triggers', or theirs where there is no formula.
func formulaOver(so *kedav1alpha1.ScaledObject, values []external_metrics.ExternalMetricValue, triggers map[string]string) ([]metric, error) {
	built := &cache.ScalersCache{ScaledObject: so}
	if so.IsUsingModifiers() {
		compiled, err := kedav1alpha1.ValidateAndCompileScalingModifiers(so)
		if err != nil {
			return nil, err
		}
		built.CompiledFormula = compiled
	}
	metrics := []metric{}
	refused := &failure{}
	for _, value := range modifiers.HandleScalingModifiers(so, values, triggers, false, nil, built, logr.New(refused)) {
		metrics = append(metrics, metric{value.MetricName, value.Value.MilliValue()})
	}
	return metrics, refused.err
}

// A failure that KEDA only logs.
type failure struct{ err error }

func (f *failure) Init(logr.RuntimeInfo)               {}
func (f *failure) Enabled(int) bool                    { return false }
func (f *failure) Info(int, string, ...any)            {}
func (f *failure) Error(err error, _ string, _ ...any) { f.err = err }
func (f *failure) WithValues(...any) logr.LogSink      { return f }
func (f *failure) WithName(string) logr.LogSink        { return f }
