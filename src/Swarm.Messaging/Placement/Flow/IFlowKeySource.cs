namespace Swarm.Messaging.Placement.Flow;

/// <summary>Names of keys, beside <see cref="FlowKeyNames"/>, that tasks count for because somebody has set them up.</summary>
internal interface IFlowKeySource
{
    IReadOnlyCollection<string> Names { get; }
}
