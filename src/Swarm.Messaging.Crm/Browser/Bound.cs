namespace Swarm.Messaging.Crm.Browser;

/// <summary>
/// An end for every call of the browser. Playwright's own time-outs hold for what it waits for on a page that runs; what asks the page or closes it waits as long as the page is silent, which
/// one whose script never pauses is for ever.
/// </summary>
internal static class Bound
{
    /// <summary>To close a page or a context; then it is left behind.</summary>
    public static readonly TimeSpan Closing = TimeSpan.FromSeconds(5);

    /// <summary>To take a picture of a page.</summary>
    public static readonly TimeSpan Picture = TimeSpan.FromSeconds(5);

    /// <summary>For the browser itself to answer what every live one answers at once; then it is killed. A machine that is busy is given its time.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Of a step as a whole: its wait may be used up before the page that came is looked at.</summary>
    public static TimeSpan Step(CrmAgentOptions options) => options.StepTimeout * 2;

    /// <returns>Whether it ended in time, whichever way. What it was is told by the task itself.</returns>
    public static async Task<bool> EndsAsync(this Task task, TimeSpan most)
    {
        var ended = task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await ended.WaitAsync(most, TimeProvider.System).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <exception cref="StepException"><c>page_hung</c>: it did not end in time.</exception>
    public static async Task<T> OrHungAsync<T>(this Task<T> task, TimeSpan most)
    {
        if (!await task.EndsAsync(most).ConfigureAwait(false))
            throw Hung(most);
        return await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="OrHungAsync{T}"/>
    public static async Task OrHungAsync(this Task task, TimeSpan most)
    {
        if (!await task.EndsAsync(most).ConfigureAwait(false))
            throw Hung(most);
        await task.ConfigureAwait(false);
    }

    private static StepException Hung(TimeSpan most) =>
        new("page_hung", $"The browser has said nothing for {most.TotalSeconds:0.#} s: a script of the page never pauses, or the browser stands still.");
}
