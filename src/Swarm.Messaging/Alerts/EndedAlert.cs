using Swarm.Messaging.Contracts.Alerts;

namespace Swarm.Messaging.Alerts;

/// <summary>An alert from beginning to end.</summary>
public sealed record EndedAlert(AlertRaised Raised, AlertCleared Cleared);
