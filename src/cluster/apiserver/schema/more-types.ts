/** Types that the published schemas at hand leave out, in the text that schema.ts describes. */
export const MORE_TYPES = `StorageClass;allowVolumeExpansion b*;allowedTopologies [TopologySelectorTerm;apiVersion s*;kind s*;metadata ObjectMeta;mountOptions [s;parameters {s;provisioner s!;reclaimPolicy s*;volumeBindingMode s*
TopologySelectorTerm;matchLabelExpressions [TopologySelectorLabelRequirement
TopologySelectorLabelRequirement;key s!;values [s!
PriorityClass;apiVersion s*;description s;globalDefault b;kind s*;metadata ObjectMeta;preemptionPolicy s*;value i!
autoscalingv1.HorizontalPodAutoscaler;apiVersion s*;kind s*;metadata ObjectMeta;spec autoscalingv1.HorizontalPodAutoscalerSpec;status autoscalingv1.HorizontalPodAutoscalerStatus
autoscalingv1.HorizontalPodAutoscalerSpec;maxReplicas i!;minReplicas i*;scaleTargetRef CrossVersionObjectReference;targetCPUUtilizationPercentage i*
autoscalingv1.HorizontalPodAutoscalerStatus;currentCPUUtilizationPercentage i*;currentReplicas i!;desiredReplicas i!;lastScaleTime t*;observedGeneration l*
autoscalingv1.Scale;apiVersion s*;kind s*;metadata ObjectMeta;spec autoscalingv1.ScaleSpec;status autoscalingv1.ScaleStatus
autoscalingv1.ScaleSpec;replicas i
autoscalingv1.ScaleStatus;replicas i!;selector s`
