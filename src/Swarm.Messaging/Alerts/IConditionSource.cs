namespace Swarm.Messaging.Alerts;

/// <summary>A capability's own conditions, looked at with the others.</summary>
internal interface IConditionSource
{
    IEnumerable<Condition> Look();
}
