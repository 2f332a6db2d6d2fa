using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>The pages of a client, below <c>/c/{client}</c>. A form posts, and its answer leads back to a page.</summary>
internal static class CrmPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/c/{client}");
        ContactPages.Map(pages);
        Page(pages, "calendar", "Calendar", c => Html.Table("booking", All(c, "bookings"), "calendar", "startsAt", "minutes", "contact") + Html.Form(
            "book", At(c, "calendar"), "Book", Html.Input("contact", c.Field("contact")), Html.Select("calendar", null, "Discovery", "Demo"), Html.Input("startsAt", type: "datetime-local"),
            Html.Input("minutes", 30, "number"), Html.Input("reference")));
        Post(pages, "calendar", "calendar_booking", CrmActions.Book, (c, _) => At(c, "calendar"));
        Page(pages, "opportunities", "Opportunities", c => Html.Table("opportunity", All(c, "opportunities"), "name", "pipeline", "stage", "value", "status", "contact") + Html.Form(
            "opportunity", At(c, "opportunities"), "Create", Html.Input("contact", c.Field("contact")), Html.Select("pipeline", null, Ids(c, "pipelines")), Html.Select("stage", null, Stages(c)), Html.Input("name"),
            Html.Input("value", 0, "number"), Html.Input("reference")));
        Post(pages, "opportunities", "opportunity_create", CrmActions.OpportunityCreate, (c, made) => At(c, $"opportunities/{made["opportunityId"]}"));
        Page(pages, "opportunities/{opportunity}", "Opportunity", c =>
        {
            var one = c.Found("opportunities", c.Required("opportunity"));
            return Html.Table("opportunity", [one], "name", "pipeline", "stage", "value", "status") + Html.Form(
                "edit", At(c, $"opportunities/{one["id"]}"), "Save", Html.Select("stage", one["stage"], Stages(c)), Html.Input("value", one["value"], "number"), Html.Select("status", one["status"], "open", "won", "lost"));
        });
        Post(pages, "opportunities/{opportunity}", "opportunity_update", CrmActions.OpportunityUpdate, (c, made) => At(c, $"opportunities/{made["opportunityId"]}"));
        Page(pages, "pipelines", "Pipelines", c => string.Concat(c.Data.All("select * from pipelines where client = $client", ("client", c.Client)).Select(p => Html.Section(
            (string)p["id"]!, Html.Form($"pipeline-{p["id"]}", At(c, $"pipelines/{p["id"]}"), "Save", Html.Input("stages", p["stages"]))))));
        Post(pages, "pipelines/{pipeline}", "pipeline_update", CrmActions.PipelineUpdate, (c, _) => At(c, "pipelines"));
        Page(pages, "reports", "Reports", c => Html.Form(
            "report", At(c, "reports"), "Generate", Html.Select("report", null, "contacts", "messages", "opportunities"), Html.Input("from", type: "date"), Html.Input("to", type: "date")));
        Post(pages, "reports", "report_generate", CrmActions.Report, (c, made) => At(c, $"reports/{made["reportId"]}"));
        Page(pages, "reports/{id}", "Report", c => Html.Table(
            "row", System.Text.Json.JsonSerializer.Deserialize<List<Row>>((string)c.Found("reports", c.Required("id"))["content"]!)!, "day", "count"));
        Page(pages, "exports", "Exports", c => Html.Form("export", At(c, "exports"), "Download", Html.Select("what", null, "contacts", "messages", "opportunities")));
        pages.MapPost("exports", async http =>
        {
            var text = CrmActions.Export(await CallAsync(http).ConfigureAwait(false));
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = "attachment; filename=\"export.csv\"";
            await http.Response.WriteAsync(text).ConfigureAwait(false);
        });
        Page(pages, "bulk", "Bulk operations", c => Html.Table("run", All(c, "bulkRuns"), "action", "value", "changed") + Html.Form(
            "bulk", At(c, "bulk"), "Run", Html.Select("action", null, "tag", "campaign", "delete"), Html.Input("value"), Html.File("contacts"), Html.Input("reference")));
        Post(pages, "bulk", "bulk_operation", CrmActions.Bulk, (c, _) => At(c, "bulk"));
    }

    public static void Page(IEndpointRouteBuilder pages, string path, string title, Func<CrmCall, string> body) => pages.MapGet(path, async http =>
    {
        var call = await CallAsync(http).ConfigureAwait(false);
        await WriteAsync(http, call.Client, title, body(call)).ConfigureAwait(false);
    });

    public static void Post(IEndpointRouteBuilder pages, string path, string name, Func<CrmCall, Row> action, Func<CrmCall, Row, string> next) => pages.MapPost(path, async http =>
    {
        var call = await CallAsync(http).ConfigureAwait(false);
        var faults = http.RequestServices.GetRequiredService<CrmFaults>();
        await faults.BeforeAsync(name).ConfigureAwait(false);
        var made = action(call);
        await faults.AfterAsync(name).ConfigureAwait(false);
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = next(call, made);
    });

    public static Task WriteAsync(HttpContext http, string? client, string title, string body)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(Html.Page(client, title, body));
    }

    public static string At(CrmCall call, string path) => $"/c/{call.Client}/{path}";

    public static Task<CrmCall> CallAsync(HttpContext http) => CrmCall.OfAsync(
        http, http.RequestServices.GetRequiredService<CrmDatabase>(), http.GetRouteValue("client")!.ToString()!, http.RequestServices.GetRequiredService<TimeProvider>());

    private static List<Row> All(CrmCall call, string table) => call.Data.All(
        $"select * from {table} where client = $client and ($reference is null or reference = $reference) order by id desc limit 200", ("client", call.Client), ("reference", call.Field("reference")));

    private static string[] Ids(CrmCall call, string table) => [.. call.Data.All($"select id from {table} where client = $client", ("client", call.Client)).Select(r => (string)r["id"]!)];

    private static string[] Stages(CrmCall call) =>
        [.. call.Data.All("select stages from pipelines where client = $client", ("client", call.Client)).SelectMany(r => ((string)r["stages"]!).Split(',')).Distinct()];
}
