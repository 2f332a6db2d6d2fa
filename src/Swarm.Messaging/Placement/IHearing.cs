namespace Swarm.Messaging.Placement;

/// <summary>Whether this process hears those who speak to it: what seems silent to one that is deaf may not be.</summary>
internal interface IHearing
{
    /// <summary>For how long it has heard; zero while it cannot, <see cref="TimeSpan.MaxValue"/> when nothing has ever kept it from hearing.</summary>
    TimeSpan HeardFor { get; }
}
