namespace Swarm.Messaging.Alerts;

/// <summary>A capability's own condition, looked at with the others.</summary>
internal interface IConditionSource
{
    Condition Look();
}
