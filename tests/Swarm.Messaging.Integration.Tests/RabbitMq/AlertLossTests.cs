using MassTransit;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>An alert that is raised while the broker is down is told when it is back.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class AlertLossTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    // No watcher of the host looks after this sort: it would clear what it does not see.
    private const string Sort = "told-by-hand";

    [Fact]
    public async Task What_could_not_leave_is_told_in_its_order_when_the_broker_is_back()
    {
        await using var host = await SpineHost.StartAsync(redis.Server.ConnectionString, $"a{Guid.NewGuid():N}", rabbit.Server.Address());
        var heard = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await host.Get<IReceiveEndpointConnector>().ConnectReceiveEndpoint($"alerts-{Guid.NewGuid():N}", (_, e) =>
        {
            e.ConcurrentMessageLimit = 1;
            // The host's own watchers tell what they see of a busy machine.
            e.Handler<AlertRaised>(c => HearAsync(c.Message.Name, $"raised {c.Message.Subject}"));
            e.Handler<AlertCleared>(c => HearAsync(c.Message.Name, $"cleared {c.Message.Subject}"));
        }).Ready;
        var alerts = host.Get<AlertService>();

        await rabbit.Server.KillAsync();
        try
        {
            (await alerts.RaiseAsync(Bad("x"), CancellationToken.None)).ShouldBeTrue("the condition is known although nobody can be told");
            (await alerts.ClearAsync(Sort, "x", 0, CancellationToken.None)).ShouldBeTrue();
        }
        finally
        {
            // Others of the collection wait for it without end.
            await rabbit.Server.RestartAsync();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(async () =>
        {
            host.Clock.Advance(IAlertStore.UnsentAge);
            await alerts.SendUnsentAsync(CancellationToken.None);
            return heard.Reader.Count >= 2;
        }, "both are told", TimeSpan.FromSeconds(60));
        (await heard.Reader.ReadAsync(limit.Token)).ShouldBe("raised x");
        host.Clock.Advance(IAlertStore.UnsentAge);
        (await host.Get<IAlertStore>().ClaimUnsentAsync(100, CancellationToken.None)).ShouldAllBe(a => NameOf(a) != Sort, "what has left is forgotten");

        Task HearAsync(string name, string what) => name == Sort ? heard.Writer.WriteAsync(what).AsTask() : Task.CompletedTask;
    }

    private static string NameOf(object alert) => alert is AlertRaised raised ? raised.Name : ((AlertCleared)alert).Name;

    private static Condition Bad(string subject) => new(Sort, "warning", subject, 5, 3, true, false, "Add hosts.");
}
