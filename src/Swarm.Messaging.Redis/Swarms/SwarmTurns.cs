namespace Swarm.Messaging.Redis.Swarms;

/// <summary>
/// Writes that compare what they were made from. The first try of each is free; who was overtaken goes on in turn with the others of this process, so that however many write at once, each has to do with
/// one of each process and with those that have just come, and does not starve. Nobody tries for ever.
/// </summary>
internal sealed class SwarmTurns
{
    /// <summary>Tries of one write: two processes that overtake each other by chance would have to do so as often in a row.</summary>
    public const int MostTries = 50;

    private const int Stripes = 64;

    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <param name="attempt">Reads, and writes what it made of that; null: somebody else has written in between.</param>
    /// <returns>Null: it was overtaken each time, and nothing was written.</returns>
    public async Task<T?> RunAsync<T>(string swarmId, Func<Task<T?>> attempt, CancellationToken cancellation)
        where T : class
    {
        // Without waiting for others: mostly nobody else is there, and a store that is away is to be heard of at once.
        if (await attempt().ConfigureAwait(false) is { } first)
            return first;
        var turn = turns[(uint)StringComparer.Ordinal.GetHashCode(swarmId) % Stripes];
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (var tries = 1; tries < MostTries; tries++)
            {
                if (await attempt().ConfigureAwait(false) is { } done)
                    return done;
                cancellation.ThrowIfCancellationRequested();
            }

            return null;
        }
        finally
        {
            turn.Release();
        }
    }
}
