using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("select @a, :b, $c from t where x=@a", "a,b,c")]
    [InlineData("select '@no', \"@no\", `@no`, [@no], 'it''s @no' -- @no", "")]
    [InlineData("/* @no /* :no */ select @yes", "yes")]
    [InlineData("insert into t values(@name,@name2)", "name,name2")]
    [InlineData("select 'open @no", "")]
    [InlineData("select 1 -- @no\n, @yes", "yes")]
    public void SQLite_names_its_parameters(string sql, string names) => string.Join(',', SqlText.Of(sql, isSqlite: true).Parameters.Distinct()).ShouldBe(names);

    [Theory]
    [InlineData("select * from t where a = @a and b=:b and c in (@c,:d)", "a,b,c,d")]
    [InlineData("select '1'::int, x::text, array[@a, @b]", "a,b")]
    [InlineData("select a[1:n], b[:n], c[n:m] from t", "")]
    [InlineData("select a @> b, a <@b, t @@ q, @ -5, a <@ b", "")]
    [InlineData("select $$ @no $$, $tag$ :no $$ @no $tag$, $1, @yes", "yes")]
    [InlineData("select e'it\\'s @no', E'\\\\', @yes", "yes")]
    [InlineData("select 'it\\', @yes", "yes")]
    [InlineData("/* a /* nested */ @no */ select @yes", "yes")]
    [InlineData("select data ? 'key', f(a := 1)", "")]
    public void PostgreSQL_names_its_parameters(string sql, string names) => string.Join(',', SqlText.Of(sql, isSqlite: false).Parameters.Distinct()).ShouldBe(names);

    [Theory]
    [InlineData("select 1", "begin")]
    [InlineData("insert into t values('begin; commit')", "begin")]
    [InlineData("insert into a values(1); insert into b values(2);", "begin immediate")]
    [InlineData("select 1; select 2", "begin")]
    [InlineData("create trigger t after insert on a begin insert into b values(1); end;", "begin")]
    [InlineData("begin; insert into t values(1); commit", null)]
    [InlineData("-- first\nBEGIN IMMEDIATE; insert into t values(1); commit", null)]
    [InlineData("insert into a values(1); savepoint s; insert into a values(2); rollback to s; release s", "begin immediate")]
    [InlineData("create temp trigger t after insert on a begin insert into b values(1); end; insert into a values(1)", "begin immediate")]
    [InlineData("vacuum", null)]
    [InlineData("insert into t values(1); PRAGMA wal_checkpoint", null)]
    [InlineData("attach ':memory:' as side; create table side.t(n)", null)]
    [InlineData(" -- nothing", null)]
    public void A_text_is_one_transaction_unless_it_has_its_own(string sql, string? begin) => SqliteTransaction.Beginning(sql).ShouldBe(begin);

    [Theory]
    [InlineData("insert into t values(1); commit", "commit")]
    [InlineData("insert into t values(1); END transaction; select 1", "end")]
    [InlineData("rollback", "rollback")]
    [InlineData("rollback; begin; select 1; commit", "rollback")]
    [InlineData("savepoint s; rollback transaction to savepoint s; release s", null)]
    [InlineData("savepoint s; rollback /* not */ to s", null)]
    [InlineData("begin; insert into t values(1); end", null)]
    [InlineData("begin; select 1; commit; begin; select 2; commit", null)]
    [InlineData("select 'x; commit', \"; end\" -- ; end", null)]
    [InlineData("create trigger t after insert on a begin update b set n = case when 1 then 2 end; delete from c; end", null)]
    [InlineData("create trigger t after insert on a begin delete from c; end; end", "end")]
    public void What_ends_a_transaction_begins_it_too(string sql, string? word)
    {
        var fault = SqliteTransaction.Fault(sql);

        if (word is null)
            fault.ShouldBeNull();
        else
            fault.ShouldNotBeNull().ShouldContain($"leave the {word} out");
    }

    [Theory]
    [InlineData("insert into t values(1); commit; insert into t values(2)", "leave the commit out")]
    [InlineData("insert into t values(1); /* so */ END work; select 1", "leave the end out")]
    [InlineData("insert into t values(1); ABORT", "leave the abort out")]
    [InlineData("insert into t values(1); prepare transaction 'x'", "leave the prepare out")]
    [InlineData("rollback", "leave the rollback out")]
    [InlineData("insert into t values(1); begin; insert into t values(2); commit", "begin is their first or none")]
    [InlineData("insert into t values(1); start transaction; select 1", "start is their first or none")]
    [InlineData("begin; insert into t values(1); commit; insert into t values(2)", "A commit that is not the end")]
    [InlineData("begin; insert into t values(1); rollback; insert into t values(2); commit", "A rollback that is not the end")]
    [InlineData("begin; insert into t values(1); rollback;", "completed with nothing done")]
    [InlineData("start transaction; insert into t values(1); ABORT work", "completed with nothing done")]
    [InlineData("begin; insert into t values(1); commit and chain", "A commit that is not the end")]
    [InlineData("commit prepared 'x'; select 1", "leave the commit out")]
    [InlineData("commit prepared 'x'", null)]
    [InlineData("begin; insert into t values(1); commit transaction and no chain;", null)]
    [InlineData("start transaction isolation level serializable; select 1; end -- ; commit", null)]
    [InlineData("savepoint s; insert into t values(1); rollback work to savepoint s; release s", null)]
    [InlineData("select 'x; commit', e'\\'; commit', $$; commit; $$, $a$; $$ commit; $a$, \"; end\"; /* ; /* */ rollback; */ select 1", null)]
    [InlineData("create or replace function f() returns int begin atomic insert into t values(1); select case when true then 1 end; end; select f()", null)]
    [InlineData("create function f() returns int begin atomic select 1; end; commit", "leave the commit out")]
    [InlineData("create table commit_log(atomic int); select 1", null)]
    public void PostgreSQL_keeps_no_text_by_half(string sql, string? said)
    {
        var fault = PostgresTransaction.Fault(sql);

        if (said is null)
            fault.ShouldBeNull();
        else
            fault.ShouldNotBeNull().ShouldContain(said);
    }

    [Theory]
    [InlineData("insert into t values(1); insert into t values(2)", true)]
    [InlineData("call p(); select 1", true)]
    [InlineData("do $$ begin commit; end $$", true)]
    [InlineData("insert into t values(1);", true)]
    [InlineData("/* so */ -- it is\n (SELECT 1)", true)]
    [InlineData("with x as (delete from t returning *) select * from x", true)]
    [InlineData("merge into t using u on true when matched then delete", true)]
    [InlineData("create index concurrently i on t(a)", false)]
    [InlineData("create database d", false)]
    [InlineData("vacuum", false)]
    [InlineData("call p()", false)]
    [InlineData("begin; select 1; commit", false)]
    [InlineData("-- nothing", false)]
    public void PostgreSQL_s_statements_are_one_transaction(string sql, bool isBegun) => PostgresTransaction.IsToBegin(sql).ShouldBe(isBegun);

    [Theory]
    [InlineData("select @a", true, "a", null)]
    [InlineData("select @a", true, "@a", null)]
    [InlineData("select @a, @b, @c", true, "b", "@a, @c")]
    [InlineData("select @A", false, "a", null)]
    [InlineData("select @namex", true, "name", "@namex")]
    [InlineData("select ?", true, "a", "in place of each ?")]
    [InlineData("select data ? 'a' from t", false, "", null)]
    [InlineData("select $1", false, "", "write @name in the statement in place of each $1")]
    [InlineData("select $$ $1 $$, $tag$ $1 $tag$", false, "", null)]
    [InlineData("prepare one(int) as select $1", false, "", null)]
    [InlineData("create function f(int) returns int return $1", false, "", null)]
    public void A_parameter_without_a_value_is_named(string sql, bool isSqlite, string given, string? said)
    {
        var rule = SqlParameters.Missing(sql, isSqlite, given.Split(',', StringSplitOptions.RemoveEmptyEntries));

        if (said is null)
            rule.ShouldBeNull();
        else
            rule.ShouldNotBeNull().ShouldContain(said);
    }

    [Theory]
    [InlineData("begin; insert into t values(1); commit", "begin; insert into t values(1); ", true)]
    [InlineData("start transaction; select 'x; commit' /* ; end */ ;\n END work;; -- so", "start transaction; select 'x; commit' /* ; end */ ;\n ", true)]
    [InlineData("begin; insert into t values(1)", "begin; insert into t values(1)", false)]
    [InlineData("insert into t values(1)", "insert into t values(1)", true)]
    [InlineData("vacuum", "vacuum", false)]
    [InlineData("commit prepared 'x'", "commit prepared 'x'", false)]
    [InlineData("create function f() returns int begin atomic select '$body$'; end; commit_it()", "do $dobody0$ begin execute $body0$create function f() returns int begin atomic select '$body$'; end$body0$; end $dobody0$; commit_it()", true)]
    public void PostgreSQL_s_last_word_waits_until_the_result_was_judged(string sql, string body, bool isOpen)
    {
        var transaction = PostgresTransaction.Of(sql);

        (transaction.Body, transaction.IsOpen).ShouldBe((body, isOpen));
    }
}
