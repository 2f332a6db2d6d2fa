namespace Swarm.Messaging.Swarms.Messages;

/// <summary>What the system itself has to act upon: entered by the script that accepts the message, taken by one process at a time, gone when that has acted.</summary>
internal interface ISystemInbox
{
    /// <summary>Channel, without the installation's prefix, that says that there is a message.</summary>
    const string Channel = "swarm-messaging:{swarms}:system";

    /// <summary>The oldest, in the order in which they were accepted. For <paramref name="hold"/> nobody else gets them.</summary>
    Task<IReadOnlyList<SystemMessage>> TakeAsync(int most, TimeSpan hold, CancellationToken cancellation);

    /// <param name="failures">Handlers that failed, for the statistics.</param>
    Task EndAsync(IReadOnlyList<string> messages, int failures, CancellationToken cancellation);

    /// <summary>They come again after a while.</summary>
    Task DeferAsync(IReadOnlyList<string> messages, TimeSpan wait, CancellationToken cancellation);
}

/// <param name="Message">Names it in the store: sender and id.</param>
internal sealed record SystemMessage(string Message, ReadOnlyMemory<byte> Json);
