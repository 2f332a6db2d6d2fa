using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>Signs of life come over the broker. One that was not there yet when the process began kept nobody from being heard.</summary>
internal sealed class BrokerHearing(AmqpConnection broker, TimeProvider time) : IHearing
{
    private readonly Lock gate = new();
    private bool wasOpen;
    private bool isDeaf;
    private long? since;

    public TimeSpan HeardFor
    {
        get
        {
            lock (gate)
            {
                if (broker.IsAway)
                    return (isDeaf = wasOpen) ? TimeSpan.Zero : TimeSpan.MaxValue;
                if (isDeaf)
                    since = time.GetTimestamp();
                (wasOpen, isDeaf) = (true, false);
                return since is { } from ? time.GetElapsedTime(from) : TimeSpan.MaxValue;
            }
        }
    }
}
