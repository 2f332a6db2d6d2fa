using Microsoft.Playwright;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>
/// Tells the answer to the effect itself from answers to what comes after it. Only the former can say that nothing was done: a page to which the service leads
/// after it, or one that is opened later, says nothing of it.
/// </summary>
internal sealed class EffectWatch(IPage page)
{
    private bool isBegun;
    private bool isPassed;
    private int writes;

    /// <summary>The next step has the effect.</summary>
    public void Begin()
    {
        if (isBegun)
            return;
        isBegun = true;
        page.Request += (_, request) =>
        {
            if (IsWrite(request))
                Interlocked.Increment(ref writes);
        };
    }

    /// <summary>A step with the effect went as described.</summary>
    public void Passed() => isPassed = true;

    /// <summary>Whether what was answered is the only thing that can have had the effect; before the effect nothing can.</summary>
    public bool IsAnswerToEffect(IResponse response) =>
        !isBegun || !isPassed && response.Request.RedirectedFrom is null && Volatile.Read(ref writes) == (IsWrite(response.Request) ? 1 : 0);

    private static bool IsWrite(IRequest request) => request.Method is not ("GET" or "HEAD");
}
