/** Types that the published schemas at hand leave out, in the text that schema.ts describes; fields in Go's order. */
export const MORE_TYPES = `StorageClass;kind s*;apiVersion s*;metadata ObjectMeta;provisioner s!;parameters {s;reclaimPolicy s*;mountOptions [s;allowVolumeExpansion b*;volumeBindingMode s*;allowedTopologies [TopologySelectorTerm
TopologySelectorTerm;matchLabelExpressions [TopologySelectorLabelRequirement
TopologySelectorLabelRequirement;key s!;values [s!
PriorityClass;kind s*;apiVersion s*;metadata ObjectMeta;value i!;globalDefault b;description s;preemptionPolicy s*
autoscalingv1.HorizontalPodAutoscaler;kind s*;apiVersion s*;metadata ObjectMeta;spec autoscalingv1.HorizontalPodAutoscalerSpec;status autoscalingv1.HorizontalPodAutoscalerStatus
autoscalingv1.HorizontalPodAutoscalerSpec;scaleTargetRef CrossVersionObjectReference;minReplicas i*;maxReplicas i!;targetCPUUtilizationPercentage i*
autoscalingv1.HorizontalPodAutoscalerStatus;observedGeneration l*;lastScaleTime t*;currentReplicas i!;desiredReplicas i!;currentCPUUtilizationPercentage i*
autoscalingv1.Scale;kind s*;apiVersion s*;metadata ObjectMeta;spec autoscalingv1.ScaleSpec;status autoscalingv1.ScaleStatus
autoscalingv1.ScaleSpec;replicas i
autoscalingv1.ScaleStatus;replicas i!;selector s`
