using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>The handlers that come with the product and need nothing beside it.</summary>
public static class ShippedHandlers
{
    /// <summary>Adds <c>process</c>, <c>http</c>, <c>test</c> and <c>implementation</c>.</summary>
    public static SwarmWorker HandleShipped(this SwarmWorker worker, CommandList commands)
    {
        ArgumentNullException.ThrowIfNull(worker);
        var http = new HttpHandler();
        return worker
            .Handle<ProcessPayload, Commands.CommandResult>("process", new ProcessHandler(commands).RunAsync)
            .Handle<HttpPayload, HttpAnswer>("http", http.RunAsync)
            .Handle<TestPayload, TestAnswer>("test", new TestHandler(commands).RunAsync)
            .Handle<ImplementationPayload, ImplementationAnswer>(
                "implementation", new ImplementationHandler(commands, Environment.GetEnvironmentVariable(WorkerEnvironment.WorkFolder)).RunAsync);
    }
}
