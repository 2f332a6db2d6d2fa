using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Bus;

/// <summary>MassTransit's set-up: the same endpoints on RabbitMQ and in memory.</summary>
internal static class SwarmBus
{
    public static void Add(IServiceCollection services, SwarmOptions options, Action<IBusRegistrationConfigurator>? more)
    {
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            // Publishing before the topology stands would lose messages silently.
            o.WaitUntilStarted = true;
            o.StopTimeout = TimeSpan.FromSeconds(30);
        });
        services.AddMassTransit(x =>
        {
            // A host talks to its own broker and store, and to nobody else.
            x.DisableUsageTelemetry();
            x.AddConsumer<TaskReportsConsumer>();
            x.AddConsumer<ExecuteTasksConsumer>();
            if (options.Broker is null)
                AddCommands(x);
            more?.Invoke(x);
            if (options.Broker is { } broker)
                x.UsingRabbitMq((context, bus) =>
                {
                    bus.ConfigureJsonSerializerOptions(Compact);
                    bus.Host(broker, host => Access(host, broker));
                    Endpoints(bus, context, (name, endpoint) => bus.ReceiveEndpoint(name, e =>
                    {
                        if (options.QuorumQueues)
                            e.SetQuorumQueue();
                        endpoint(e);
                    }), (name, endpoint) => bus.ReceiveEndpoint(name, e =>
                    {
                        Vanishing(e, name, context.GetRequiredService<IOptions<PlacementOptions>>().Value.TargetTtl, context.GetRequiredService<BusNames>());
                        endpoint(e);
                    }));
                });
            else
                x.UsingInMemory((context, bus) =>
                {
                    bus.ConfigureJsonSerializerOptions(Compact);
                    Endpoints(bus, context, bus.ReceiveEndpoint, bus.ReceiveEndpoint);
                    Commands(bus, context);
                });
        });
    }

    /// <summary>MassTransit indents, and writes what is null: several times the bytes to write, carry and read. The options are the process's, not the bus's.</summary>
    private static JsonSerializerOptions Compact(JsonSerializerOptions options) =>
        options is { WriteIndented: false, DefaultIgnoreCondition: JsonIgnoreCondition.WhenWritingNull }
            ? options
            : new(options) { WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>
    /// Of a target that is gone nothing stays: its queue ends a while after its last consumer, when its leases have expired, its exchange with
    /// the queue. What its consumer cannot take is sent again or placed elsewhere, so no queue of errors is kept for it.
    /// </summary>
    public static void Vanishing(IRabbitMqReceiveEndpointConfigurator e, string name, TimeSpan ttl, BusNames names)
    {
        e.QueueExpiration = ttl;
        e.AutoDelete = true;
        e.DiscardFaultedMessages();
        e.DiscardSkippedMessages();
        e.Bind(names.Targets, b => (b.ExchangeType, b.RoutingKey) = ("direct", name));
    }

    private static void Access(IRabbitMqHostConfigurator host, Uri broker)
    {
        if (broker.Scheme == "amqps")
        {
            host.UseSsl(ssl =>
            {
                ssl.ServerName = broker.Host;
                ssl.Protocol = System.Security.Authentication.SslProtocols.None; // what the system thinks best
            });
        }

        if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [var user, var password])
        {
            host.Username(user);
            host.Password(password);
        }
    }

    private static void Endpoints(
        IBusFactoryConfigurator bus,
        IBusRegistrationContext context,
        Action<string, Action<IReceiveEndpointConfigurator>> durable,
        Action<string, Action<IReceiveEndpointConfigurator>> target)
    {
        var names = context.GetRequiredService<BusNames>();
        // Named by the message's type it would be the same for every installation on the broker.
        bus.Message<TaskEvents>(m => m.SetEntityName(names.TaskEvents));
        bus.Message<DistributionEvents>(m => m.SetEntityName(names.Named(SwarmNames.DistributionEvents)));
        bus.Message<SwarmEvents>(m => m.SetEntityName(names.Named(SwarmNames.SwarmEvents)));
        durable(names.TaskReports, e =>
        {
            e.ConfigureConsumeTopology = false;
            e.PrefetchCount = 16;
            e.ConcurrentMessageLimit = 8;
            // A store out of reach is waited for: nothing is moved aside because of it. A defect is no reason to wait.
            e.UseMessageRetry(retry => Patient(retry, failure => !Defect.Is(failure)));
            // Agents in any language write plain JSON; envelopes are known by their content type and stay what they are.
            e.AddDeserializer(new PlainReportsFactory());
            e.ConfigureConsumer<TaskReportsConsumer>(context);
        });
        foreach (var (local, _) in context.GetRequiredService<LocalTargetDefinitions>().All)
        {
            target(local.Address, e =>
            {
                e.ConfigureConsumeTopology = false;
                e.PrefetchCount = 16;
                e.ConfigureConsumer<ExecuteTasksConsumer>(context);
            });
        }
    }

    private static void Patient(IRetryConfigurator retry, Func<Exception, bool> isWaitedFor)
    {
        retry.Handle(isWaitedFor);
        retry.Exponential(100_000, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500));
    }

    private static void AddCommands(IBusRegistrationConfigurator x)
    {
        x.AddConsumer<BusCommandConsumer<SubmitTask>>();
        x.AddConsumer<BusCommandConsumer<SubmitTasks>>();
        x.AddConsumer<BusCommandConsumer<CancelTask>>();
        x.AddConsumer<BusCommandConsumer<ReplayTask>>();
        x.AddConsumer<BusCommandConsumer<GetTask>>();
        x.AddConsumer<BusCommandConsumer<GetStatus>>();
        x.AddConsumer<BusCommandConsumer<ScalePool>>();
        x.AddConsumer<BusCommandConsumer<RestartInstance>>();
        x.AddConsumer<BusCommandConsumer<RegisterAgent>>();
        x.AddConsumer<BusCommandConsumer<AgentHeartbeat>>();
        x.AddConsumer<BusCommandConsumer<StartAttempts>>();
        x.AddConsumer<BusCommandConsumer<DrainAgent>>();
        x.AddConsumer<BusCommandConsumer<ResetAgentBreaker>>();
        x.AddConsumer<BusCommandConsumer<DeregisterAgent>>();
        x.AddConsumer<BusCommandConsumer<UpdateConfiguration>>();
        x.AddConsumer<BusCommandConsumer<ManageWorkers>>();
        x.AddConsumer<BusCommandConsumer<ManageSchedules>>();
        x.AddConsumer<BusCommandConsumer<SubmitWorkflow>>();
        x.AddConsumer<BusCommandConsumer<CancelWorkflow>>();
        x.AddConsumer<BusCommandConsumer<PauseWorkflow>>();
        x.AddConsumer<BusCommandConsumer<ResumeWorkflow>>();
        x.AddConsumer<BusCommandConsumer<RerunFrom>>();
        x.AddConsumer<BusCommandConsumer<CallWorkflow>>();
        x.AddConsumer<BusCommandConsumer<GetWorkflow>>();
        x.AddConsumer<BusCommandConsumer<ManageCache>>();
        x.AddConsumer<BusCommandConsumer<ManageBreakers>>();
        x.AddConsumer<BusCommandConsumer<SubmitCrmTask>>();
        x.AddConsumer<BusCommandConsumer<SubmitCrmTasks>>();
        x.AddConsumer<BusCommandConsumer<ApproveTask>>();
        x.AddConsumer<BusCommandConsumer<GetBatch>>();
        x.AddConsumer<BusCommandConsumer<ClearBatch>>();
        x.AddConsumer<BusCommandConsumer<RegisterBrowserSession>>();
        x.AddConsumer<BusCommandConsumer<SendSwarmMessage>>();
        x.AddConsumer<BusCommandConsumer<BroadcastSwarmMessage>>();
        x.AddConsumer<BusCommandConsumer<DistributeSwarmTask>>();
        x.AddConsumer<BusCommandConsumer<SetResourcePool>>();
        x.AddConsumer<BusCommandConsumer<AllocateResource>>();
        x.AddConsumer<BusCommandConsumer<ReleaseResource>>();
        x.AddConsumer<BusCommandConsumer<ResolveConflict>>();
        x.AddConsumer<BusCommandConsumer<RegisterSwarm>>();
        x.AddConsumer<BusCommandConsumer<UpdateSwarm>>();
        x.AddConsumer<BusCommandConsumer<DeregisterSwarm>>();
        x.AddConsumer<BusCommandConsumer<GetSwarm>>();
        x.AddConsumer<BusCommandConsumer<ListSwarms>>();
        x.AddConsumer<BusCommandConsumer<SaveSwarmState>>();
        x.AddConsumer<BusCommandConsumer<SnapshotSwarm>>();
        x.AddConsumer<BusCommandConsumer<RestoreSwarm>>();
        x.AddConsumer<BusCommandConsumer<CheckpointSwarm>>();
        x.AddConsumer<BusCommandConsumer<RecoverSwarm>>();
        x.AddConsumer<BusCommandConsumer<GetSwarmCheckpoint>>();
        x.AddConsumer<BusCommandConsumer<GetSwarmMessages>>();
        x.AddConsumer<BusCommandConsumer<GetSwarmTask>>();
        x.AddConsumer<BusCommandConsumer<SaveBlockingState>>();
        x.AddConsumer<BusCommandConsumer<GetBlockingState>>();
        x.AddConsumer<BusCommandConsumer<ListBlockingStates>>();
        x.AddConsumer<BusCommandConsumer<ClearBlockingState>>();
        x.AddConsumer<BusCommandConsumer<UpdateSwarmState>>();
        x.AddConsumer<BusCommandConsumer<DiscoverInterruptedSwarms>>();
        x.AddConsumer<BusCommandConsumer<RecoverInterruptedSwarms>>();
        x.AddConsumer<BusCommandConsumer<SyncSwarmHost>>();
        x.AddConsumer<BusCommandConsumer<LeaveSwarmHost>>();
        x.AddConsumer<BusCommandConsumer<ReleaseBrowserSession>>();
        x.AddConsumer<BusCommandConsumer<CleanUpSessions>>();
        x.AddConsumer<BusCommandConsumer<SetLimit>>();
        x.AddConsumer<BusCommandConsumer<PauseDispatch>>();
        x.AddConsumer<BusCommandConsumer<ResumeDispatch>>();
        x.AddConsumer<BusCommandConsumer<GetLimits>>();
        x.AddConsumer<BusCommandConsumer<SubmitObjective>>();
        x.AddConsumer<BusCommandConsumer<RunOnAgents>>();
        x.AddConsumer<BusCommandConsumer<GetObjective>>();
    }

    /// <summary>On RabbitMQ the command queues are read as bytes (<see cref="Amqp.AmqpCommandQueues"/>); in memory there are only our own types.</summary>
    private static void Commands(IInMemoryBusFactoryConfigurator bus, IBusRegistrationContext context)
    {
        var names = context.GetRequiredService<BusNames>();
        Command<SubmitTask>(names.SubmitTask, 512);
        Command<SubmitTasks>(names.SubmitTasks, 8);
        Command<CancelTask>(names.CancelTask, 32);
        Command<ReplayTask>(names.ReplayTask, 32);
        Command<GetTask>(names.GetTask, 32);
        Command<GetStatus>(names.GetStatus, 8);
        Command<ScalePool>(names.ScalePool, 1);
        Command<RestartInstance>(names.RestartInstance, 8);
        Command<RegisterAgent>(names.Named(SwarmNames.RegisterAgent), 8);
        Command<AgentHeartbeat>(names.Named(SwarmNames.AgentHeartbeat), 64);
        Command<StartAttempts>(names.Named(SwarmNames.StartAttempts), 64);
        Command<DrainAgent>(names.Named(SwarmNames.DrainAgent), 8);
        Command<ResetAgentBreaker>(names.Named(SwarmNames.ResetAgentBreaker), 8);
        Command<DeregisterAgent>(names.Named(SwarmNames.DeregisterAgent), 8);
        Command<UpdateConfiguration>(names.UpdateConfiguration, 1);
        Command<ManageWorkers>(names.Named(SwarmNames.ManageWorkers), 1);
        Command<ManageSchedules>(names.Named(SwarmNames.ManageSchedules), 4);
        Command<SubmitWorkflow>(names.Named(SwarmNames.SubmitWorkflow), 64);
        Command<CancelWorkflow>(names.Named(SwarmNames.CancelWorkflow), 16);
        Command<PauseWorkflow>(names.Named(SwarmNames.PauseWorkflow), 16);
        Command<ResumeWorkflow>(names.Named(SwarmNames.ResumeWorkflow), 16);
        Command<RerunFrom>(names.Named(SwarmNames.RerunFrom), 16);
        Command<CallWorkflow>(names.Named(SwarmNames.CallWorkflow), 16);
        Command<GetWorkflow>(names.Named(SwarmNames.GetWorkflow), 16);
        Command<ManageCache>(names.Named(SwarmNames.ManageCache), 1);
        Command<ManageBreakers>(names.Named(SwarmNames.ManageBreakers), 1);
        Command<SubmitCrmTask>(names.Named(SwarmNames.SubmitCrmTask), 512);
        Command<SubmitCrmTasks>(names.Named(SwarmNames.SubmitCrmTasks), 8);
        Command<ApproveTask>(names.Named(SwarmNames.ApproveTask), 16);
        Command<GetBatch>(names.Named(SwarmNames.GetBatch), 16);
        Command<ClearBatch>(names.Named(SwarmNames.ClearBatch), 8);
        Command<RegisterBrowserSession>(names.Named(SwarmNames.RegisterBrowserSession), 16);
        Command<SendSwarmMessage>(names.Named(SwarmNames.SendSwarmMessage), 16);
        Command<BroadcastSwarmMessage>(names.Named(SwarmNames.BroadcastSwarmMessage), 16);
        Command<DistributeSwarmTask>(names.Named(SwarmNames.DistributeSwarmTask), 16);
        Command<SetResourcePool>(names.Named(SwarmNames.SetResourcePool), 8);
        Command<AllocateResource>(names.Named(SwarmNames.AllocateResource), 16);
        Command<ReleaseResource>(names.Named(SwarmNames.ReleaseResource), 16);
        Command<ResolveConflict>(names.Named(SwarmNames.ResolveConflict), 32);
        Command<RegisterSwarm>(names.Named(SwarmNames.RegisterSwarm), 16);
        Command<UpdateSwarm>(names.Named(SwarmNames.UpdateSwarm), 16);
        Command<DeregisterSwarm>(names.Named(SwarmNames.DeregisterSwarm), 8);
        Command<GetSwarm>(names.Named(SwarmNames.GetSwarm), 16);
        Command<ListSwarms>(names.Named(SwarmNames.ListSwarms), 4);
        Command<SaveSwarmState>(names.Named(SwarmNames.SaveSwarmState), 16);
        Command<SnapshotSwarm>(names.Named(SwarmNames.SnapshotSwarm), 8);
        Command<RestoreSwarm>(names.Named(SwarmNames.RestoreSwarm), 8);
        Command<CheckpointSwarm>(names.Named(SwarmNames.CheckpointSwarm), 8);
        Command<RecoverSwarm>(names.Named(SwarmNames.RecoverSwarm), 8);
        Command<GetSwarmCheckpoint>(names.Named(SwarmNames.GetSwarmCheckpoint), 8);
        Command<GetSwarmMessages>(names.Named(SwarmNames.GetSwarmMessages), 4);
        Command<GetSwarmTask>(names.Named(SwarmNames.GetSwarmTask), 16);
        Command<SaveBlockingState>(names.Named(SwarmNames.SaveBlockingState), 16);
        Command<GetBlockingState>(names.Named(SwarmNames.GetBlockingState), 16);
        Command<ListBlockingStates>(names.Named(SwarmNames.ListBlockingStates), 8);
        Command<ClearBlockingState>(names.Named(SwarmNames.ClearBlockingState), 16);
        Command<UpdateSwarmState>(names.Named(SwarmNames.UpdateSwarmState), 16);
        Command<DiscoverInterruptedSwarms>(names.Named(SwarmNames.DiscoverInterruptedSwarms), 4);
        Command<RecoverInterruptedSwarms>(names.Named(SwarmNames.RecoverInterruptedSwarms), 2);
        Command<SyncSwarmHost>(names.Named(SwarmNames.SyncSwarmHost), 1000);
        Command<LeaveSwarmHost>(names.Named(SwarmNames.LeaveSwarmHost), 8);
        Command<ReleaseBrowserSession>(names.Named(SwarmNames.ReleaseBrowserSession), 16);
        Command<CleanUpSessions>(names.Named(SwarmNames.CleanUpSessions), 1);
        Command<SetLimit>(names.Named(SwarmNames.SetLimit), 1);
        Command<PauseDispatch>(names.Named(SwarmNames.PauseDispatch), 1);
        Command<ResumeDispatch>(names.Named(SwarmNames.ResumeDispatch), 1);
        Command<GetLimits>(names.Named(SwarmNames.GetLimits), 1);
        Command<SubmitObjective>(names.Named(SwarmNames.SubmitObjective), 16);
        Command<RunOnAgents>(names.Named(SwarmNames.RunOnAgents), 16);
        Command<GetObjective>(names.Named(SwarmNames.GetObjective), 16);

        void Command<T>(string queue, int atATime)
            where T : class => bus.ReceiveEndpoint(queue, e =>
            {
                e.ConfigureConsumeTopology = false;
                e.ConcurrentMessageLimit = atATime;
                // As the queues on RabbitMQ do, but for what fails by itself: it holds up its queue, and nobody hears of the second try.
                e.UseMessageRetry(retry => Patient(retry, failure => !Defect.Is(failure) && CommandPatience.IsOutage(failure, context.GetRequiredService<ISagaStore>())));
                e.ConfigureConsumer<BusCommandConsumer<T>>(context);
            });
    }
}
