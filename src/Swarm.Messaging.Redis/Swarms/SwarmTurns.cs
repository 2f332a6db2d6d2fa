namespace Swarm.Messaging.Redis.Swarms;

/// <summary>
/// Writes that compare what they were made from. Those of one swarm go on in turn in this process, each from its first try: many at once would read a large state over one connection before any of them
/// could write, and hold up whatever else is asked for. So each has to do with one of each other process, and does not starve. Nobody tries for ever.
/// </summary>
internal sealed class SwarmTurns
{
    /// <summary>Tries of one write: two processes that overtake each other by chance would have to do so as often in a row.</summary>
    public const int MostTries = 50;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <param name="attempt">Reads, and writes what it made of that; null: somebody else has written in between.</param>
    /// <returns>Null: it was overtaken each time, and nothing was written.</returns>
    public async Task<T?> RunAsync<T>(string swarmId, Func<Task<T?>> attempt, CancellationToken cancellation)
        where T : class
    {
        var tries = 0;
        while (tries < MostTries)
        {
            var inTurn = await EnterAsync(swarmId, cancellation).ConfigureAwait(false);
            var failed = false;
            try
            {
                do
                {
                    if (await attempt().ConfigureAwait(false) is { } done)
                        return done;
                    tries++;
                    cancellation.ThrowIfCancellationRequested();
                }
                while (inTurn && tries < MostTries);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed = true;
                throw;
            }
            finally
            {
                Leave(swarmId, failed);
            }
        }

        return null;
    }

    /// <returns>False: the one before has failed, and each may try once beside the others.</returns>
    private Task<bool> EnterAsync(string swarmId, CancellationToken cancellation)
    {
        var place = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (!lines.TryGetValue(swarmId, out var line))
                lines[swarmId] = line = new();
            if (line.Inside == 0)
            {
                line.Inside = 1;
                return Task.FromResult(true);
            }

            line.Waiting.Enqueue(place);
        }

        return WaitAsync();

        async Task<bool> WaitAsync()
        {
            // One that is cancelled when its turn has come already takes it all the same: its first try says so.
            await using var cancelled = cancellation.Register(() => place.TrySetCanceled(cancellation)).ConfigureAwait(false);
            return await place.Task.ConfigureAwait(false);
        }
    }

    // A store that is away is to be heard of at once, and not by one after the other: then all who wait are let go.
    private void Leave(string swarmId, bool failed)
    {
        lock (gate)
        {
            var line = lines[swarmId];
            line.Inside--;
            while ((failed || line.Inside == 0) && line.Waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(!failed))
                    line.Inside++;
            }

            if (line.Inside == 0)
                lines.Remove(swarmId);
        }
    }

    private sealed class Line
    {
        public int Inside { get; set; }

        public Queue<TaskCompletionSource<bool>> Waiting { get; } = new();
    }
}
