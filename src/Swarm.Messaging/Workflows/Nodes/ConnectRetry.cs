using System.Data.Common;
using Polly;
using Polly.Retry;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Within an attempt a connection that is refused is tried again twice, after 0.1 and 0.3 s: nothing has been sent yet, so this is safe for any
/// request. What takes longer to mend, and whatever fails once something was sent, is for the durable retry between attempts.
/// </summary>
internal static class ConnectRetry
{
    private static readonly TimeSpan[] Delays = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

    public static ResiliencePipeline Pipeline(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Delays.Length,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e && MayBeMendedSoon(e)),
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Delays[args.AttemptNumber]),
        })
        .Build();

    /// <summary>A server that is just starting, or has no room this moment. Not one that let its time run out: the attempt has no second one.</summary>
    public static bool MayBeMendedSoon(Exception e) => TransientErrors.Code(e) switch
    {
        "ECONNREFUSED" or "ECONNRESET" or "EAI_AGAIN" => true,
        null => e is DbException { IsTransient: true },
        _ => false,
    };
}
