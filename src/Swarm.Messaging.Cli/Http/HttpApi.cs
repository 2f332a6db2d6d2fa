using Microsoft.Extensions.Options;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Http;

/// <summary>The HTTP API's table of contents.</summary>
internal static class HttpApi
{
    public static void AddHttpApi(this IServiceCollection services, string token)
    {
        services.AddSingleton(new ApiToken(token));
        services.AddSingleton<Reachability>();
        services.AddSingleton<OperatorLog>();
        services.AddSingleton<DeadLetterActions>();
        services.AddHostedSingleton<TaskWaits>();
        services.AddSingleton<WorkflowWaits>();
        services.AddSingleton<HookSignature>();
        services.AddSingleton<IValidateOptions<WorkflowOptions>, HookMemory>();
        services.AddSingleton<Readiness>();
        MetricsPage.Add(services);
    }

    public static void MapHttpApi(this WebApplication app)
    {
        app.UseMiddleware<ErrorAnswers>();
        app.UseMiddleware<TokenCheck>();
        MetricsPage.Map(app);
        app.UseRouting();
        app.MapHealth();
        var api = app.MapGroup("/api");
        api.MapTasks();
        api.MapDeadLetters();
        api.MapRejected();
        api.MapStatus();
        api.MapEvents();
        api.MapModules();
        api.MapPool();
        api.MapAgents();
        api.MapConfiguration();
        api.MapWorkers();
        api.MapWorkflows();
        api.MapSchedules();
        api.MapMemory();
        api.MapCache();
        api.MapBreakers();
        api.MapConnections();
        api.MapCrm();
        api.MapBatches();
        api.MapSessions();
        api.MapCooperation();
        api.MapSwarms();
        api.MapLimits();
        api.MapObjectives();
        WorkerRoutes.MapMetrics(app);
        WorkflowRoutes.MapHooks(app);
        api.MapFallback(UnknownPath.Fallback);
    }
}
