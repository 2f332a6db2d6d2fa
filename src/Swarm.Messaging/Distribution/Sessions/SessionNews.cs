using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>A session was registered, or opened for a task.</summary>
internal sealed record SessionOpened(SessionChange Change) : ISessionNews;

internal sealed record SessionBound(SessionChange Change) : ISessionNews;

internal sealed record SessionDrains(SessionChange Change) : ISessionNews;

internal sealed record SessionEnded(SessionChange Change) : ISessionNews;

/// <summary>What placement told of a session.</summary>
internal interface ISessionNews
{
    SessionChange Change { get; }
}
