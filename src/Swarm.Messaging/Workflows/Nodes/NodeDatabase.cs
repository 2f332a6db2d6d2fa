using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Polly;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Connections;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>One database: its connections, and who waits for one.</summary>
internal sealed class NodeDatabase(string name, DbDataSource source, WorkflowOptions options, TimeProvider time) : IAsyncDisposable
{
    public const string AcquisitionTimeout = "Connection acquisition timeout";

    /// <summary>So long a cancelled statement may take to end; then nobody waits for it any more.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(1);

    /// <summary>So long a commit that is on its way when the time is over may take to be answered, before it is cancelled: what is heard of it then need not be asked for by somebody.</summary>
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(1);

    /// <summary>So long a server that has ended a connection may take to give another one.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(2);

    private readonly bool blocks = Blocks(source);
    private readonly ResiliencePipeline connecting = ConnectRetry.Pipeline(time);
    private readonly SemaphoreSlim connections = new(options.DatabaseConnections);
    private readonly Lock gate = new();
    private readonly RecentAverage times = new();
    private int waiting;
    private long executed;
    private long timeouts;

    /// <summary>
    /// Runs the work on a connection that nobody else has. Throws <see cref="TimeoutException"/> when none came free in time. When cancelled it ends
    /// soon, whatever the database does: a connection that does not answer is left to itself and has its place until it ends.
    /// </summary>
    /// <param name="isCommitting">Whether what it does this moment is the commit of its work.</param>
    public async Task<T> WithConnectionAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellation, Func<bool>? isCommitting = null)
    {
        await AcquireAsync(cancellation).ConfigureAwait(false);
        var stop = new CancellationTokenSource();
        var working = Begin(() => WorkAsync(work, stop.Token));
        _ = working.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                stop.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await working.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (isCommitting?.Invoke() == true)
                await Task.WhenAny(working, Task.Delay(CommitPatience, time, CancellationToken.None)).ConfigureAwait(false);
            Stop(stop);
            await Task.WhenAny(working, Task.Delay(CancelPatience, time, CancellationToken.None)).ConfigureAwait(false);
            // What was done all the same was done.
            if (working.IsCompletedSuccessfully)
                return await working.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// After a connection was lost: those that lie unused may be as dead and are given up, so that the next statement has a new one.
    /// </summary>
    /// <returns>Whether the server takes a new one.</returns>
    public async Task<bool> ConnectsAnewAsync(CancellationToken cancellation)
    {
        (source as NpgsqlDataSource)?.Clear();
        using var limit = new CancellationTokenSource(LookPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var connection = await source.OpenConnectionAsync(either.Token).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or TimeoutException)
        {
            return false;
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

    /// <summary>Who was left to itself may still give its place back: the places stay.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task AcquireAsync(CancellationToken cancellation)
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
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested)
        {
            throw new AnsweredStopException($"All connections to {name} were taken.", e, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>SQLite's driver waits on its caller's thread.</summary>
    private static bool Blocks(DbDataSource source)
    {
        using var one = source.CreateConnection();
        return one is SqliteConnection;
    }

    /// <summary>What blocks has a thread of its own.</summary>
    private Task<T> Begin<T>(Func<Task<T>> work) => blocks
        ? Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
        : Task.Run(work, CancellationToken.None);

    private async Task<T> WorkAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken stop)
    {
        try
        {
            var begun = time.GetTimestamp();
            var connection = await connecting.ExecuteAsync(static (from, token) => from.OpenConnectionAsync(token), source, stop).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                using var lite = SqliteStop.Of(connection, stop);
                var done = await work(connection, stop).ConfigureAwait(false);
                Executed(time.GetElapsedTime(begun));
                return done;
            }
        }
        finally
        {
            connections.Release();
        }
    }

    /// <summary>Not on the caller's thread: to cancel may mean to call the server.</summary>
    private static void Stop(CancellationTokenSource stop)
    {
        try
        {
            _ = stop.CancelAsync().ContinueWith(static told => _ = told.Exception, TaskScheduler.Default);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
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
