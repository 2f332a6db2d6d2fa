namespace Swarm.Messaging.Alerts;

/// <summary>A capability's own conditions, looked at with the others.</summary>
internal interface IConditionSource
{
    IEnumerable<Condition> Look();

    /// <summary>Kinds of tasks whose waiting it judges itself, by limits of its own.</summary>
    IReadOnlyCollection<string> Queues => [];
}
