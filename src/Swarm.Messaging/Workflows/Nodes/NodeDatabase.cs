using System.Data.Common;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>One database: its connections, and who waits for one.</summary>
internal sealed class NodeDatabase(DbDataSource source, WorkflowOptions options, TimeProvider time) : IAsyncDisposable
{
    public const string AcquisitionTimeout = "Connection acquisition timeout";

    private readonly SemaphoreSlim connections = new(options.DatabaseConnections);

    /// <summary>Runs the work on a connection that nobody else has. Throws <see cref="TimeoutException"/> when none came free in time.</summary>
    public async Task<T> WithConnectionAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.DatabaseAcquire, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await connections.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(AcquisitionTimeout);
        }

        try
        {
            var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                return await work(connection).ConfigureAwait(false);
        }
        finally
        {
            connections.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        connections.Dispose();
    }
}
