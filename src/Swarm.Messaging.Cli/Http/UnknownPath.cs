using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Paths that do not exist, and methods that a path does not have: said in the same documents as everything else.</summary>
internal static class UnknownPath
{
    /// <summary>For a request that nobody answered with more than a status; null when there is nothing to add.</summary>
    public static IResult? Answer(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound } => NotFound(),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => WrongMethod(context, context.Response.Headers.Allow.ToString()),
        _ => null,
    };

    /// <summary>Where nothing under <c>/api</c> fits.</summary>
    public static IResult Fallback(HttpContext context, EndpointDataSource paths)
    {
        var methods = paths.Endpoints.OfType<RouteEndpoint>().Where(e => Fits(e.RoutePattern, context.Request.Path))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (methods.Count == 0)
            return NotFound();
        context.Response.Headers.Allow = string.Join(", ", methods);
        return WrongMethod(context, context.Response.Headers.Allow.ToString());
    }

    private static IResult NotFound() => Answers.Rejected(
        "Http", "not_found",
        "There is no such path. The paths: /api/tasks, /api/dead-letters, /api/rejected, /api/status, /api/alerts, /api/operations, /api/modules, /api/pool, /api/workers, /api/agents, /api/config, /api/events, /health/live, /health/ready, /metrics, /metrics/worker-pool.");

    private static IResult WrongMethod(HttpContext context, string allowed) => Answers.Rejected(
        "Http", "method_not_allowed", $"The path {context.Request.Path} has no method {context.Request.Method}; it has {allowed}.");

    private static bool Fits(RoutePattern pattern, PathString path) =>
        new TemplateMatcher(new RouteTemplate(pattern), []).TryMatch(path, []);
}
