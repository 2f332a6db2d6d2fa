namespace Swarm.Messaging.Crm.Operations;

/// <summary>How a session logs in for its client, and how a page shows whose it is.</summary>
/// <param name="LoggedOut">A page with this element means that the session has ended at the service.</param>
/// <param name="Owner">The element that names the client a page belongs to; null: pages do not say.</param>
/// <param name="OwnerAttribute">Of that element; null: its text.</param>
internal sealed record LoginScript(IReadOnlyList<PageStep> Steps, string? LoggedOut, string? Owner, string? OwnerAttribute);
