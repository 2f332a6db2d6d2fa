using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>The databases of this host by name, each with a bounded pool of connections.</summary>
internal sealed class NodeDatabases(IOptions<WorkflowOptions> options, DatabasePools pools, TimeProvider time) : IAsyncDisposable
{
    private const string Postgres = "postgresql:";
    private const string Sqlite = "sqlite:";

    private readonly Guid identity = Guid.NewGuid();
    private readonly ConcurrentDictionary<string, Lazy<NodeDatabase>> open = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => options.Value.Databases.Keys;

    public bool IsSqlite(string name) => options.Value.Databases.TryGetValue(name, out var connection) && connection.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase);

    /// <returns>Null when none has the name.</returns>
    public NodeDatabase? Find(string name) => options.Value.Databases.TryGetValue(name, out var connection)
        ? open.GetOrAdd(name, _ => new(() => new NodeDatabase(name, Source(name, connection), options.Value, time))).Value
        : null;

    /// <summary>Of those that were asked since the host started.</summary>
    public IReadOnlyList<ConnectionPool> Report() =>
        [.. open.Where(d => d.Value.IsValueCreated).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value.Value.Report(pools.Idle(PoolName(d.Key))))];

    public async ValueTask DisposeAsync()
    {
        foreach (var database in open.Values.Where(d => d.IsValueCreated))
            await database.Value.DisposeAsync().ConfigureAwait(false);
    }

    private DbDataSource Source(string name, string connection)
    {
        if (connection.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase))
            return SqliteFactory.Instance.CreateDataSource(connection[Sqlite.Length..]);
        if (!connection.StartsWith(Postgres, StringComparison.OrdinalIgnoreCase))
            throw new NodeConfigurationException("bad_database", $"The database {name} must begin with {Postgres} or {Sqlite}; mend Workflows:Databases:{name}.");
        var settings = new NpgsqlConnectionStringBuilder(connection[Postgres.Length..])
        {
            ArrayNullabilityMode = ArrayNullabilityMode.PerInstance,
            MaxPoolSize = options.Value.DatabaseConnections,
            // Half of them stay: a burst finds connections, not handshakes.
            MinPoolSize = options.Value.DatabaseConnections / 2,
            ConnectionIdleLifetime = Math.Max(1, (int)options.Value.DatabaseIdle.TotalSeconds),
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = PoolName(name) }.Build();
    }

    /// <summary>What the driver calls it in its measurements; two hosts of one process are apart.</summary>
    private string PoolName(string name) => $"{name}-{identity:N}";
}
