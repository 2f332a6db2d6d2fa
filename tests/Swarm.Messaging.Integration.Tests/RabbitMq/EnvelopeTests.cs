using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>MassTransit's own clients against the command queues.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class EnvelopeTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SpineHost host = null!;
    private IBusControl bus = null!;

    private BusNames Names => host.Get<BusNames>();

    public async Task InitializeAsync()
    {
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, $"t{Guid.NewGuid():N}", rabbit.Server.Address());
        bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(x => x.Host(rabbit.Server.Address()));
        await bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await bus.StopAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_request_client_gets_the_acceptance()
    {
        var submit = bus.CreateRequestClient<SubmitTask>(new Uri($"queue:{Names.SubmitTask}"));

        var answer = await submit.GetResponse<SubmissionAccepted, CommandRejected>(new SubmitTask { TaskId = "a", Kind = "basic", Operation = "noop" });

        answer.Is(out Response<SubmissionAccepted>? accepted).ShouldBeTrue();
        accepted!.Message.TaskId.ShouldBe("a");
        await host.WaitForAsync("a", TaskStates.Completed);
    }

    [Fact]
    public async Task A_request_client_gets_the_rejection()
    {
        var submit = bus.CreateRequestClient<SubmitTask>(new Uri($"exchange:{Names.SubmitTask}"));

        var answer = await submit.GetResponse<SubmissionAccepted, CommandRejected>(new SubmitTask { Kind = "basic", Operation = "nope" });

        answer.Is(out Response<CommandRejected>? rejected).ShouldBeTrue();
        rejected!.Message.Code.ShouldBe("unknown_operation");
    }

    [Fact]
    public async Task A_sent_command_without_an_answer_is_done()
    {
        var queue = await bus.GetSendEndpoint(new Uri($"queue:{Names.SubmitTask}"));

        await queue.Send(new SubmitTask { TaskId = "sent", Kind = "basic", Operation = "noop" });

        await host.WaitForAsync("sent", TaskStates.Completed);
    }

    [Fact]
    public async Task Details_come_back_whole()
    {
        await host.SubmitAsync(new SubmitTask { TaskId = "d", Kind = "basic", Operation = "echo", Payload = System.Text.Json.JsonElement.Parse("[1]") });
        await host.WaitForAsync("d", TaskStates.Completed);
        var get = bus.CreateRequestClient<GetTask>(new Uri($"queue:{Names.GetTask}"));

        var answer = await get.GetResponse<TaskDetails>(new GetTask { TaskId = "d" });

        answer.Message.Timeline.Select(t => t.To).ShouldBe([TaskStates.Placed, TaskStates.Running, TaskStates.Completed]);
        answer.Message.Result!.Value[0].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task An_end_that_was_asked_for_comes_to_the_response_address()
    {
        var ended = new TaskCompletionSource<TaskEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = bus.ConnectReceiveEndpoint($"{Names.Events}.test", e =>
        {
            e.ConfigureConsumeTopology = false;
            e.Handler<TaskEnded>(c =>
            {
                ended.TrySetResult(c.Message);
                return Task.CompletedTask;
            });
        });
        var ready = await listening.Ready;
        var queue = await bus.GetSendEndpoint(new Uri($"queue:{Names.SubmitTask}"));

        await queue.Send(
            new SubmitTask { TaskId = "e", Kind = "basic", Operation = "noop", NotifyEnd = true }, c => c.ResponseAddress = ready.InputAddress);

        (await ended.Task.WaitAsync(TimeSpan.FromSeconds(30))).TaskId.ShouldBe("e");
        await listening.StopAsync();
    }
}
