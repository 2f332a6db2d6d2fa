using Swarm.Messaging.Contracts.Alerts;

namespace Swarm.Messaging.Alerts;

/// <param name="BeginningLeft">False: nobody saw the beginning leave yet, and the end is not to be heard before it. It leaves with what <see cref="IAlertStore.ClaimUnsentAsync"/> gives.</param>
public sealed record AlertEnd(AlertCleared Event, bool BeginningLeft);
