namespace Swarm.Messaging.Integration.Tests;

/// <summary>Waits for something in another process, which can only be looked at again and again.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var time = TimeProvider.System;
        var since = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(since) > (patience ?? Patience))
            {
                throw new ShouldAssertException($"After {(patience ?? Patience).TotalSeconds} s it still does not hold that {what}.");
            }

            await Task.Delay(Poll, time);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? patience = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, patience);
}
