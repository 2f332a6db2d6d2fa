using System.Data.Common;
using Swarm.Messaging.Workflows.Connections;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>One database: its connections, and who waits for one.</summary>
internal sealed class NodeDatabase(string name, DbDataSource source, WorkflowOptions options, TimeProvider time) : IAsyncDisposable
{
    public const string AcquisitionTimeout = "Connection acquisition timeout";

    private readonly SemaphoreSlim connections = new(options.DatabaseConnections);
    private readonly Lock gate = new();
    private readonly RecentAverage times = new();
    private int waiting;
    private long executed;
    private long timeouts;

    /// <summary>Runs the work on a connection that nobody else has. Throws <see cref="TimeoutException"/> when none came free in time.</summary>
    public async Task<T> WithConnectionAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.DatabaseAcquire, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        Interlocked.Increment(ref waiting);
        try
        {
            await connections.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            Interlocked.Increment(ref timeouts);
            throw new TimeoutException(AcquisitionTimeout);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        try
        {
            var begun = time.GetTimestamp();
            var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var done = await work(connection).ConfigureAwait(false);
                Executed(time.GetElapsedTime(begun));
                return done;
            }
        }
        finally
        {
            connections.Release();
        }
    }

    /// <param name="idle">Open and unused; null where the driver does not say.</param>
    public ConnectionPool Report(int? idle)
    {
        var active = options.DatabaseConnections - connections.CurrentCount;
        lock (gate)
        {
            return new ConnectionPool
            {
                Name = name, Kind = "database", Active = active, Idle = idle, Total = active + (idle ?? 0), Most = options.DatabaseConnections,
                Waiting = Volatile.Read(ref waiting), Served = executed, AverageMs = Math.Round(times.Value, 3), AcquisitionTimeouts = Interlocked.Read(ref timeouts),
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        connections.Dispose();
    }

    private void Executed(TimeSpan took)
    {
        lock (gate)
        {
            executed++;
            times.Add(took.TotalMilliseconds);
        }
    }
}
