using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>What becomes known of a swarm.</summary>
internal static class SwarmVerbs
{
    public const string HeartbeatTimeout = "heartbeat_timeout";

    public static void Open(BehaviorContext<SwarmSaga, SwarmOpened> c)
    {
        (c.Saga.RegisteredAt, c.Saga.EndedAt) = (c.Message.News.At, null);
        Take(c, null);
        Tell(c, new SwarmRegistered());
        Publish(c, SwarmPart.Swarm);
    }

    public static void Revise(BehaviorContext<SwarmSaga, SwarmRevised> c)
    {
        var news = c.Message.News;
        Take(c, news.What == SwarmNewsNames.Taken ? $"hosted by {news.Host}, term {news.Term}" : news.What);
        TellUpdate(c);
    }

    public static void Hear(BehaviorContext<SwarmSaga, SwarmHeard> c) => Take(c, c.Message.News.What == SwarmNewsNames.Beat ? "heard of again" : "heard of while interrupted");

    public static void Write(BehaviorContext<SwarmSaga, SwarmStateWritten> c)
    {
        var (what, detail) = (c.Message.News.What, Text(c.Message.News.Detail));
        SwarmEvent? said = what switch
        {
            SwarmNewsNames.StateSaved => new StateSaved(),
            SwarmNewsNames.StateUpdated => new StateUpdated(),
            SwarmNewsNames.StateRestored => new StateRestored { SnapshotId = detail },
            SwarmNewsNames.SnapshotCreated => new SnapshotCreated { SnapshotId = detail },
            SwarmNewsNames.CheckpointCreated => new CheckpointCreated { CheckpointId = detail },
            SwarmNewsNames.BlockingSaved => new BlockingStateSaved { CoordinatorId = detail, Status = Text(c.Message.News.Detail, "status") },
            SwarmNewsNames.BlockingCleared => new BlockingStateCleared { CoordinatorId = detail },
            _ => null,
        };
        // Of a later version of ours, which tells of it itself.
        if (said is null)
            return;
        Tell(c, said);
        Publish(c, what is SwarmNewsNames.BlockingSaved or SwarmNewsNames.BlockingCleared ? SwarmPart.Blocking : SwarmPart.State, what == SwarmNewsNames.BlockingCleared ? [detail] : null);
    }

    public static void Become<T>(BehaviorContext<SwarmSaga, T> c)
        where T : class, ISwarmNews
    {
        Take(c, c.Message.News.Reason);
        TellUpdate(c);
    }

    public static void Interrupt(BehaviorContext<SwarmSaga, SwarmBecameInterrupted> c)
    {
        Become(c);
        if (c.Message.News.Reason == HeartbeatTimeout)
            Tell(c, new SwarmHealthIssue { Issue = HeartbeatTimeout });
    }

    public static void End<T>(BehaviorContext<SwarmSaga, T> c)
        where T : class, ISwarmNews
    {
        c.Saga.EndedAt = c.Message.News.At;
        Become(c);
    }

    public static void Leave(BehaviorContext<SwarmSaga, SwarmLeft> c)
    {
        Take(c, c.Message.News.Reason);
        c.Saga.EndedAt ??= c.Message.News.At;
        Tell(c, new StateDeleted());
        Tell(c, new SwarmDeregistered { Reason = c.Message.News.Reason ?? "" });
        Publish(c, SwarmPart.All, Gone(c.Message.News.Detail));
    }

    private static void Take<T>(BehaviorContext<SwarmSaga, T> c, string? words)
        where T : class, ISwarmNews
    {
        var news = c.Message.News;
        (c.Saga.Host, c.Saga.Version) = (news.Host ?? "", news.Version);
        c.GetPayload<SagaEffects>().Describe(0, news.Host, words);
    }

    private static void TellUpdate<T>(BehaviorContext<SwarmSaga, T> c)
        where T : class, ISwarmNews
    {
        Tell(c, new SwarmUpdated { OldStatus = c.Message.News.From, NewStatus = c.Message.News.To });
        Publish(c, SwarmPart.Swarm);
    }

    private static void Tell<T>(BehaviorContext<SwarmSaga, T> c, SwarmEvent said)
        where T : class, ISwarmNews => c.GetPayload<SagaEffects>().Emit(new Emission.ToSwarmHearers(said with
        {
            Id = $"swarm:{c.Saga.Id}:{c.Message.News.Id}:{said.Name}",
            SwarmId = c.Saga.Id,
            At = c.Message.News.At,
        }));

    private static void Publish<T>(BehaviorContext<SwarmSaga, T> c, SwarmPart part, IReadOnlyList<string>? gone = null)
        where T : class, ISwarmNews => c.GetPayload<SagaEffects>().Emit(new Emission.ToPublished(part, gone));

    /// <summary>Names of what was published of a swarm that left, past its id: <c>snapshot:1</c>.</summary>
    private static List<string> Gone(string? detail)
    {
        var gone = new List<string>();
        if (detail is null)
            return gone;
        foreach (var kind in JsonElement.Parse(detail).EnumerateObject())
        {
            // An empty table of a script is an object.
            if (kind.Value.ValueKind == JsonValueKind.Array)
                gone.AddRange(kind.Value.EnumerateArray().Select(id => $"{kind.Name}:{id.GetString()}"));
        }

        return gone;
    }

    private static string Text(string? detail, string field = "id") =>
        detail is not null && JsonElement.Parse(detail).TryGetProperty(field, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
