namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A circuit breaker of a type of node and what it calls, of an agent or of a session, shared by all hosts.</summary>
/// <param name="Key">Type and destination, e.g. <c>http_request:example.org:443</c>; <c>agent:{id}</c>; <c>session:{id}</c>.</param>
/// <param name="State">closed, open or half-open.</param>
/// <param name="Failures">In a row that count at the moment.</param>
/// <param name="Breaks">How often it has opened.</param>
/// <param name="Rejected">Calls it has refused; 0 for agents and sessions, which get none.</param>
/// <param name="OpenedAt">When it last opened.</param>
/// <param name="RetryAt">While it is open: when it lets a call through to try.</param>
public sealed record NodeBreaker(string Key, string State, int Failures, long Breaks, long Rejected, DateTimeOffset? OpenedAt, DateTimeOffset? RetryAt);
