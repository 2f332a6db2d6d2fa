namespace Swarm.Messaging.Workflows.Connections;

/// <summary>Area <c>connections</c>: those of the host that is asked.</summary>
internal sealed record ConnectionsReport(string HostId, IReadOnlyList<ConnectionPool> Http, IReadOnlyList<ConnectionPool> Databases, ConnectionTotals Totals);

internal sealed record ConnectionTotals(int Active, int Idle, int Total, long RequestsServed, long QueriesExecuted);
