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
        { StatusCode: StatusCodes.Status404NotFound } => NotFound(context.RequestServices.GetRequiredService<EndpointDataSource>()),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => WrongMethod(context, context.Response.Headers.Allow.ToString()),
        _ => null,
    };

    /// <summary>Where nothing under <c>/api</c> fits.</summary>
    public static IResult Fallback(HttpContext context, EndpointDataSource paths)
    {
        var methods = paths.Endpoints.OfType<RouteEndpoint>().Where(e => Fits(e.RoutePattern, context.Request.Path))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (methods.Count == 0)
            return NotFound(paths);
        context.Response.Headers.Allow = string.Join(", ", methods);
        return WrongMethod(context, context.Response.Headers.Allow.ToString());
    }

    private static IResult NotFound(EndpointDataSource paths) => Answers.Rejected(
        "Http", "not_found",
        $"There is no such path. The paths: {string.Join(", ", paths.Endpoints.OfType<RouteEndpoint>().Select(e => Begin(e.RoutePattern)).Where(begin => begin.Length > 1).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}.");

    /// <summary>Of what is mapped the first two parts, as far as they are no parameters: what is below is told there.</summary>
    private static string Begin(RoutePattern pattern)
    {
        var parts = pattern.PathSegments.TakeWhile(segment => segment.IsSimple && segment.Parts[0].IsLiteral).Take(2)
            .Select(segment => ((RoutePatternLiteralPart)segment.Parts[0]).Content).ToList();
        // The whole of the interface, where nothing else fits, is no path of its own.
        return parts is ["api"] ? "" : $"/{string.Join('/', parts)}";
    }

    private static IResult WrongMethod(HttpContext context, string allowed) => Answers.Rejected(
        "Http", "method_not_allowed", $"The path {context.Request.Path} has no method {context.Request.Method}; it has {allowed}.");

    private static bool Fits(RoutePattern pattern, PathString path) =>
        new TemplateMatcher(new RouteTemplate(pattern), []).TryMatch(path, []);
}
