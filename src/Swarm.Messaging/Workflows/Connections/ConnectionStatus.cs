using Swarm.Messaging.Execution;
using Swarm.Messaging.Status;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows.Connections;

/// <summary>Area <c>connections</c>.</summary>
internal sealed class ConnectionStatus(HttpPools http, NodeDatabases databases, HostIdentity host) : IStatusSource
{
    public string Area => "connections";

    public Task<object> ReportAsync(CancellationToken cancellation) => Task.FromResult<object>(Read());

    public ConnectionsReport Read()
    {
        var (requests, queries) = (http.Report(NodeHttp.MaxConnections), databases.Report());
        IReadOnlyList<ConnectionPool> all = [.. requests, .. queries];
        return new(
            host.HostId, requests, queries,
            new(all.Sum(p => p.Active), all.Sum(p => p.Idle ?? 0), all.Sum(p => p.Total), requests.Sum(p => p.Served), queries.Sum(p => p.Served)));
    }
}
