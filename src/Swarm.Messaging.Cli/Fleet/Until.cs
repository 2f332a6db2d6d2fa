namespace Swarm.Messaging.Cli.Fleet;

/// <summary>Waits for something in another process, which can only be looked at again and again.</summary>
internal static class Until
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <exception cref="FleetException">The time is up.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what, TimeSpan patience, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds().ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(began) > patience)
                throw new FleetException($"After {patience.TotalSeconds:0} s it still does not hold that {what}.");
            await Task.Delay(Look, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }
}
