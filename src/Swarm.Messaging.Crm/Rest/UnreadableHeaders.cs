using Microsoft.Extensions.Logging;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>Warns of headers that make no sense. Every answer may have them, so of each at most once a minute.</summary>
internal sealed partial class UnreadableHeaders(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);

    /// <param name="secrets">What no line of a log may have in it.</param>
    public void Tell(string header, string fault, Secrets secrets)
    {
        lock (told)
        {
            if (told.TryGetValue(header, out var at) && time.GetElapsedTime(at) < Pause)
                return;
            told[header] = time.GetTimestamp();
        }

        Unreadable(header, secrets.Hide(fault));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service's {Header} of {Fault}")]
    private partial void Unreadable(string header, string fault);
}
